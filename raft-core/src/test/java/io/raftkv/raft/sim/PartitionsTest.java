package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What each server still hears in the partitions that have a name. */
class PartitionsTest {

    private static final List<Long> FIVE = List.of(1L, 2L, 3L, 4L, 5L);

    @Test
    void oneServerIsAlone() {
        Set<Link> cut = Partitions.one(2, FIVE);
        assertThat(heardBy(2, FIVE, cut)).containsExactly(2L);
        assertThat(heardBy(3, FIVE, cut)).containsExactly(1L, 3L, 4L, 5L);
    }

    @Test
    void firstHalfAndTheRestDoNotHearEachOther() {
        Set<Link> cut = Partitions.half(List.of(4L, 2L, 1L, 3L, 5L));
        assertThat(heardBy(4, FIVE, cut)).containsExactly(2L, 4L);
        assertThat(heardBy(1, FIVE, cut)).containsExactly(1L, 3L, 5L);
    }

    @Test
    void serversOutsideAllGroupsHearEverybody() {
        Set<Link> cut = Partitions.groups(List.of(List.of(1L), List.of(2L, 3L)));
        assertThat(heardBy(4, FIVE, cut)).containsExactlyElementsOf(FIVE);
        assertThat(heardBy(1, FIVE, cut)).containsExactly(1L, 4L, 5L);
    }

    @Test
    void eachServerOfARingHearsADifferentMajority() {
        for (int size = 3; size <= 9; size++) {
            List<Long> ring = LongStream.rangeClosed(1, size).boxed().toList();
            Set<Link> cut = Partitions.majoritiesRing(ring);
            var heard = new TreeSet<>((Set<Long> a, Set<Long> b) -> a.toString().compareTo(b.toString()));
            for (long server : ring) {
                Set<Long> majority = heardBy(server, ring, cut);
                assertThat(majority).contains(server).hasSize(size / 2 + 1);
                heard.add(majority);
            }
            assertThat(heard).as("majorities of %d servers", size).hasSize(size);
        }
    }

    @Test
    void serversOfARingOfFiveHearTheirNeighbours() {
        Set<Link> cut = Partitions.majoritiesRing(List.of(1L, 3L, 5L, 2L, 4L));
        assertThat(heardBy(3, FIVE, cut)).containsExactly(1L, 3L, 5L);
        assertThat(heardBy(1, FIVE, cut)).containsExactly(1L, 3L, 4L);
    }

    @Test
    void onlyTheBridgeHearsBothHalves() {
        Set<Link> cut = Partitions.bridge(3, FIVE);
        assertThat(heardBy(3, FIVE, cut)).containsExactlyElementsOf(FIVE);
        assertThat(heardBy(1, FIVE, cut)).containsExactly(1L, 2L, 3L);
        assertThat(heardBy(5, FIVE, cut)).containsExactly(3L, 4L, 5L);
    }

    @Test
    void oneWayLeavesTheOtherWayOpen() {
        assertThat(Partitions.oneWay(List.of(1L), List.of(1L, 2L))).containsExactly(new Link(1, 2));
    }

    @Test
    void primariesAreAlone() {
        Set<Link> cut = Partitions.primaries(List.of(1L, 4L), FIVE);
        assertThat(heardBy(1, FIVE, cut)).containsExactly(1L);
        assertThat(heardBy(4, FIVE, cut)).containsExactly(4L);
        assertThat(heardBy(5, FIVE, cut)).containsExactly(2L, 3L, 5L);
    }

    private static Set<Long> heardBy(long server, List<Long> servers, Set<Link> cut) {
        var heard = new TreeSet<>(servers);
        heard.removeIf(other -> cut.contains(new Link(other, server)));
        return heard;
    }
}
