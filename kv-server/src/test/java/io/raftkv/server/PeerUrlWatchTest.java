package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.node.RaftStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PeerUrlWatchTest {

    private static final List<Url> HERE = List.of(new Url("10.0.0.4", 2380));
    private static final List<Url> LISTENING = List.of(new Url("127.0.0.1", 2380));

    @Test
    void aNewMemberThatNobodyReachesSaysWhereOthersLookForIt() {
        assertThat(PeerUrlWatch.warning(status(0, Configuration.NONE), HERE, LISTENING))
                .contains(
                        "they connect to http://10.0.0.4:2380",
                        "listens on http://127.0.0.1:2380",
                        "--listen-peer-urls");
    }

    @Test
    void anotherPeerUrlThanTheClustersIsNotTakenSilently() {
        var members = Configuration.of(new TreeMap<>(Map.of(4L, "http://10.0.0.3:2380")));

        assertThat(PeerUrlWatch.warning(status(4, members), HERE, LISTENING))
                .contains(
                        "is ignored", "http://10.0.0.3:2380", "kvctl member update 4 --peer-urls=http://10.0.0.4:2380");
        assertThat(PeerUrlWatch.warning(
                        status(4, Configuration.of(new TreeMap<>(Map.of(4L, "http://10.0.0.4:2380")))),
                        HERE,
                        LISTENING))
                .isEmpty();
    }

    @Test
    void aMemberThatMerelyHasNoLeaderIsNotWarnedAbout() {
        var members = Configuration.of(new TreeMap<>(Map.of(4L, "http://10.0.0.3:2380")));

        assertThat(PeerUrlWatch.warning(status(0, members), HERE, LISTENING)).isEmpty();
    }

    private static RaftStatus status(long leader, Configuration configuration) {
        return new RaftStatus(4, RoleName.FOLLOWER, 1, leader, 1, 1, 1, 1, configuration, true, List.of());
    }
}
