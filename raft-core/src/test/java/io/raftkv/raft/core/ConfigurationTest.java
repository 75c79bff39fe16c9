package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** Majorities, one or two (P 6), and configurations as bytes. */
class ConfigurationTest {

    private static final SortedMap<Long, String> NO_ADDRESSES = Collections.emptySortedMap();

    // Majorities.

    @Test
    void majorityIsMoreThanHalfOfTheVoters() {
        assertThat(Configuration.of(1L).isMajority(Set.of(1L)::contains)).isTrue();
        assertThat(Configuration.of(1L, 2L).isMajority(Set.of(1L)::contains)).isFalse();
        assertThat(Configuration.of(1L, 2L, 3L).isMajority(Set.of(1L, 3L)::contains))
                .isTrue();
        assertThat(Configuration.of(1L, 2L, 3L, 4L).isMajority(Set.of(1L, 3L)::contains))
                .isFalse();
        assertThat(Configuration.of(1L, 2L, 3L, 4L, 5L).isMajority(Set.of(1L, 3L, 5L)::contains))
                .isTrue();
    }

    @Test
    void jointMajorityIsOneOfTheOldVotersAndOneOfTheNew() {
        var joint = joint(List.of(1L, 2L, 3L), List.of(3L, 4L, 5L));
        assertThat(joint.isMajority(Set.of(1L, 2L)::contains)).isFalse();
        assertThat(joint.isMajority(Set.of(4L, 5L)::contains)).isFalse();
        assertThat(joint.isMajority(Set.of(1L, 2L, 4L)::contains)).isFalse();
        assertThat(joint.isMajority(Set.of(2L, 3L, 4L)::contains)).isTrue(); // 3 counts in both
        assertThat(joint.isMajority(Set.of(1L, 2L, 4L, 5L)::contains)).isTrue();
    }

    @Test
    void serversWithoutAVoteCountForNothing() {
        var configuration = new Configuration(List.of(1L, 2L, 3L), List.of(), List.of(4L), List.of(5L), NO_ADDRESSES);
        assertThat(configuration.isMajority(Set.of(1L, 4L, 5L)::contains)).isFalse();
        assertThat(configuration.isVoter(4)).isFalse();
        assertThat(configuration.isVoter(5)).isFalse();
        assertThat(configuration.members()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void valueThatAMajorityHasReachedIsTheSmallerOneOfBothMajorities() {
        assertThat(Configuration.of(1L, 2L, 3L).reachedByMajority(server -> server * 10))
                .isEqualTo(20);
        assertThat(Configuration.of(1L, 2L, 3L, 4L).reachedByMajority(server -> server * 10))
                .isEqualTo(20);
        assertThat(joint(List.of(1L, 2L, 3L), List.of(3L, 4L, 5L)).reachedByMajority(server -> server * 10))
                .isEqualTo(20);
    }

    @Test
    void nobodyHasNoMajority() {
        assertThatThrownBy(() -> Configuration.NONE.isMajority(server -> true))
                .isInstanceOf(Invariants.InvariantViolation.class);
    }

    /** What joint consensus rests on: whatever can elect or commit on one side of a change overlaps with the other side. */
    @Property
    void anyMajorityOfTheJointConfigurationMeetsAnyMajorityOfEitherSide(
            @ForAll("voters") Set<Long> oldVoters,
            @ForAll("voters") Set<Long> newVoters,
            @ForAll("voters") Set<Long> some,
            @ForAll("voters") Set<Long> others) {
        var before = Configuration.of(oldVoters);
        var after = Configuration.of(newVoters);
        var joint = after.jointWith(before);
        boolean overlap = some.stream().anyMatch(others::contains);
        if (joint.isMajority(some::contains)
                && (before.isMajority(others::contains) || after.isMajority(others::contains))) {
            assertThat(overlap).isTrue();
        }
    }

    // On the way from one to another.

    @Test
    void jointConfigurationKnowsWhereEverybodyIsAndTheNextOneForgetsWhoLeft() {
        var before = Configuration.of(new TreeMap<>(Map.of(1L, "one", 2L, "two")));
        var after = Configuration.of(new TreeMap<>(Map.of(2L, "two, moved", 3L, "three")));
        var joint = after.jointWith(before);
        assertThat(joint.isJoint()).isTrue();
        assertThat(joint.members()).containsExactly(1L, 2L, 3L);
        assertThat(joint.addresses()).isEqualTo(Map.of(1L, "one", 2L, "two, moved", 3L, "three"));
        assertThat(joint.withoutOld()).isEqualTo(after);
    }

    @Test
    void targetOfAChangeTakesAllItsStepsTogether() {
        var from = new Configuration(List.of(1L, 2L), List.of(), List.of(3L), List.of(), NO_ADDRESSES);
        var change = MembershipChange.of(
                new MembershipChange.Step.Promote(3),
                new MembershipChange.Step.Remove(1),
                new MembershipChange.Step.Join(4, "four"));
        assertThat(TargetConfiguration.exists(from, change)).isTrue();
        assertThat(TargetConfiguration.of(from, change))
                .isEqualTo(new Configuration(
                        List.of(2L, 3L), List.of(), List.of(), List.of(4L), new TreeMap<>(Map.of(4L, "four"))));
    }

    @Test
    void changeThatDoesNotFitTheMembersIsRecognised() {
        var from = new Configuration(List.of(1L), List.of(), List.of(2L), List.of(), NO_ADDRESSES);
        assertThat(List.of(
                        new MembershipChange.Step.AddLearner(1, "a"),
                        new MembershipChange.Step.Join(2, "a"),
                        new MembershipChange.Step.AddVoter(1, "a"),
                        new MembershipChange.Step.Promote(1),
                        new MembershipChange.Step.Promote(3),
                        new MembershipChange.Step.Remove(1), // nobody would be left
                        new MembershipChange.Step.Remove(3),
                        new MembershipChange.Step.Move(3, "a")))
                .noneMatch(step -> TargetConfiguration.exists(from, MembershipChange.of(step)));
    }

    @Test
    void changeThatSaysNothingOrTwoThingsOfOneServerIsRefused() {
        assertThatThrownBy(MembershipChange::of).hasMessageContaining("at least one step");
        assertThatThrownBy(() -> MembershipChange.of(
                        new MembershipChange.Step.Remove(1), new MembershipChange.Step.AddVoter(1, "a")))
                .hasMessageContaining("names a server twice");
    }

    // What is refused.

    @Test
    void configurationThatContradictsItselfIsRefused() {
        assertRefused("0, which is no server id", List.of(0L), List.of(), List.of(), List.of());
        assertRefused("names a server twice: [1, 1]", List.of(1L, 1L), List.of(), List.of(), List.of());
        assertRefused("two parts", List.of(1L), List.of(), List.of(1L), List.of());
        assertRefused("two parts", List.of(1L), List.of(), List.of(), List.of(1L));
        assertRefused("two parts", List.of(1L), List.of(), List.of(2L), List.of(2L));
        assertRefused("at least one voter", List.of(), List.of(1L), List.of(), List.of());
        assertThatThrownBy(() -> new Configuration(
                        List.of(1L), List.of(), List.of(), List.of(), new TreeMap<>(Map.of(2L, "two"))))
                .hasMessageContaining("servers that take no part: {2=two}");
    }

    private static void assertRefused(
            String why, List<Long> voters, List<Long> oldVoters, List<Long> learners, List<Long> joining) {
        assertThatThrownBy(() -> new Configuration(voters, oldVoters, learners, joining, NO_ADDRESSES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    // As bytes.

    @Property
    void comesBackFromItsBytesAsItWas(@ForAll("configurations") Configuration configuration) {
        ByteBuffer bytes = configuration.encode();
        assertThat(Configuration.decode(bytes)).isEqualTo(configuration);
        assertThat(bytes.position()).isZero(); // a payload is read by many
    }

    @Property(tries = 200)
    void bytesThatAreCutOffOrGoOnAreRefused(@ForAll("configurations") Configuration configuration, @ForAll byte more) {
        ByteBuffer bytes = configuration.encode();
        for (int length = 0; length < bytes.limit(); length++) {
            assertGarbage(bytes.slice(0, length));
        }
        var longer = ByteBuffer.allocate(bytes.limit() + 1)
                .put(bytes.duplicate())
                .put(more)
                .flip();
        assertGarbage(longer);
    }

    @Property
    void damagedBytesAreRefusedOrReadAsAConfigurationAndNothingElseHappens(
            @ForAll("configurations") Configuration configuration, @ForAll int where, @ForAll byte damage) {
        ByteBuffer bytes = ByteBuffer.allocate(configuration.encode().limit())
                .put(configuration.encode())
                .flip();
        bytes.put(Math.floorMod(where, bytes.limit()), damage);
        Configuration read;
        try {
            read = Configuration.decode(bytes);
        } catch (IllegalArgumentException e) {
            return;
        }
        assertThat(Configuration.decode(read.encode())).isEqualTo(read);
    }

    @Test
    void laterFormatIsNotGuessedAt() {
        assertThatThrownBy(() -> Configuration.decode(ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("this one knows version 1");
    }

    private static void assertGarbage(ByteBuffer bytes) {
        assertThatThrownBy(() -> Configuration.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    // Where they come from.

    private static Configuration joint(List<Long> oldVoters, List<Long> newVoters) {
        return Configuration.of(newVoters).jointWith(Configuration.of(oldVoters));
    }

    @Provide
    Arbitrary<Set<Long>> voters() {
        return Arbitraries.longs().between(1, 6).set().ofMinSize(1).ofMaxSize(5);
    }

    /** Each server takes one of these parts, or two of them where that may be, or none. */
    private enum Part {
        NONE,
        VOTER,
        OLD_VOTER,
        BOTH,
        LEARNER,
        JOINING
    }

    @Provide
    Arbitrary<Configuration> configurations() {
        Arbitrary<Long> ids = Arbitraries.longs().filter(id -> id != 0);
        var parts = Arbitraries.of(Part.class);
        var addresses =
                Arbitraries.strings().ofMaxLength(20).injectNull(0.3).map(address -> address == null ? "" : address);
        return Arbitraries.maps(ids, parts.flatMap(part -> addresses.map(address -> Tuple.of(part, address))))
                .ofMaxSize(9)
                .map(servers -> {
                    var voters = new ArrayList<Long>();
                    var oldVoters = new ArrayList<Long>();
                    var learners = new ArrayList<Long>();
                    var joining = new ArrayList<Long>();
                    var known = new TreeMap<Long, String>();
                    servers.forEach((id, drawn) -> {
                        Part part = voters.isEmpty() ? Part.BOTH : drawn.get1();
                        switch (part) {
                            case NONE -> {}
                            case VOTER -> voters.add(id);
                            case OLD_VOTER -> oldVoters.add(id);
                            case BOTH -> {
                                voters.add(id);
                                oldVoters.add(id);
                            }
                            case LEARNER -> learners.add(id);
                            case JOINING -> joining.add(id);
                        }
                        if (part != Part.NONE && !drawn.get2().isEmpty()) {
                            known.put(id, drawn.get2());
                        }
                    });
                    return new Configuration(voters, oldVoters, learners, joining, known);
                });
    }
}
