package io.raftkv.server.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.server.StartRefusedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LayoutTest {

    @Test
    void portsAreThoseOfEtcdsExample() {
        assertThat(Layout.likeEtcd(3))
                .containsExactly(
                        new LocalMember("n1", 2379, 2380),
                        new LocalMember("n2", 22379, 22380),
                        new LocalMember("n3", 32379, 32380));
    }

    @Test
    void fromABasePortTheyFollowEachOther() {
        assertThat(Layout.from(7000, 2))
                .containsExactly(new LocalMember("n1", 7000, 7001), new LocalMember("n2", 7002, 7003));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Layout.likeEtcd(0)).hasMessage("--size 0: must be at least 1");
        assertThatThrownBy(() -> Layout.likeEtcd(7)).hasMessageStartingWith("no port is left for n7");
        assertThatThrownBy(() -> Layout.from(65534, 2)).hasMessageStartingWith("no port is left for n2");
    }

    @Test
    void aPortInUseIsNamedWithItsFlagBeforeAnythingStarts() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Layout.requireFreePorts(Layout.from(port, 1), Path.of("data")))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageStartingWith("port " + port + " is in use (--listen-client-urls of n1)");
        }
    }
}
