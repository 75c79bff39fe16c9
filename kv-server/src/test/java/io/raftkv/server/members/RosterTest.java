package io.raftkv.server.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Configuration;
import io.raftkv.server.proto.MemberAttributes;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static final Configuration CONFIGURATION = new Configuration(
            List.of(-1L, 1L),
            List.of(),
            List.of(2L),
            List.of(3L),
            new TreeMap<>(Map.of(-1L, "http://z:1", 1L, "http://a:1,http://a:2", 2L, "http://b:1", 3L, "http://c:1")));

    @Test
    void whatMembersToldIsAddedToWhatTheConfigurationSays() {
        var told = MemberAttributes.newBuilder()
                .setId(1)
                .setName("n1")
                .addClientUrls("http://a:9")
                .build();

        var roster =
                Roster.of(CONFIGURATION, true, List.of(told), retired(), Map.of(1L, "former name", -1L, "founder"));

        assertThat(roster.members())
                .containsExactly(
                        new Member(
                                1, "n1", List.of("http://a:1", "http://a:2"), List.of("http://a:9"), Member.Role.VOTER),
                        new Member(2, "", List.of("http://b:1"), List.of(), Member.Role.LEARNER),
                        new Member(3, "", List.of("http://c:1"), List.of(), Member.Role.JOINING),
                        new Member(-1, "founder", List.of("http://z:1"), List.of(), Member.Role.VOTER));
        assertThat(roster.started()).containsExactly(1L);
    }

    @Test
    void aMemberIsFoundByAnyOfItsPeerUrls() {
        var roster = roster(CONFIGURATION, true);

        assertThat(roster.findByPeerUrl(List.of("http://x:1", "http://a:2"))).isEqualTo(roster.find(1));
        assertThat(roster.findByPeerUrl(List.of("http://x:1"))).isNull();
        assertThatThrownBy(() -> roster.require(7)).hasMessage("etcdserver: member not found");
    }

    @Test
    void whoIsRetiredAndTakesNoPartIsRemoved() {
        assertThat(roster(CONFIGURATION, true, 1, 8).removed()).containsExactly(8L);
    }

    /** What is not committed may be taken back; and a new server, that knows nobody yet, knows of nobody's removal either. */
    @Test
    void nobodyIsTakenForRemovedOnUncertainGrounds() {
        assertThat(roster(CONFIGURATION, false, 8).removed()).isEmpty();
        assertThat(roster(Configuration.NONE, true, 8).removed()).isEmpty();
    }

    @Test
    void aNewIdIsNeitherThatOfAMemberNorOfAFormerOne() {
        var ids = new MemberIds(0xc1L, new Random(7));
        var urls = List.of("http://a:1");
        long first = ids.draw(urls, roster(CONFIGURATION, true));
        long second = ids.draw(urls, roster(CONFIGURATION, true));

        var member = Configuration.of(new TreeMap<>(Map.of(first, "http://a:1")));
        long third = new MemberIds(0xc1L, new Random(7)).draw(urls, roster(member, true, second));

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().doesNotContain(0L);
    }

    private static Roster roster(Configuration configuration, boolean isCommitted, long... retired) {
        return Roster.of(configuration, isCommitted, List.of(), retired(retired), Map.of());
    }

    private static SortedSet<Long> retired(long... ids) {
        var retired = new TreeSet<Long>();
        for (long id : ids) {
            retired.add(id);
        }
        return retired;
    }
}
