package io.raftkv.raft.core;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the members will be once a {@link MembershipChange} is complete: {@code C_new} of the paper (P 6). */
final class TargetConfiguration {

    private final SortedSet<Long> voters;
    private final SortedSet<Long> learners;
    private final SortedSet<Long> joining;
    private final SortedMap<Long, String> addresses;
    private boolean possible = true;

    private TargetConfiguration(Configuration from) {
        this.voters = new TreeSet<>(from.voters());
        this.learners = new TreeSet<>(from.learners());
        this.joining = new TreeSet<>(from.joining());
        this.addresses = new TreeMap<>(from.addresses());
    }

    /** Whether the change fits the members as they are. */
    static boolean exists(Configuration from, MembershipChange change) {
        return new TargetConfiguration(from).after(change.steps()).isPossible();
    }

    /** {@code from} after the change, which fits. */
    static Configuration of(Configuration from, MembershipChange change) {
        var target = new TargetConfiguration(from).after(change.steps());
        return new Configuration(
                List.copyOf(target.voters),
                List.of(),
                List.copyOf(target.learners),
                List.copyOf(target.joining),
                target.addresses);
    }

    private boolean isPossible() {
        return possible && !voters.isEmpty();
    }

    private TargetConfiguration after(List<MembershipChange.Step> steps) {
        for (MembershipChange.Step step : steps) {
            boolean member = contains(step.server());
            switch (step) {
                case MembershipChange.Step.AddLearner(long server, String address) -> {
                    possible &= !member;
                    learners.add(server);
                    addresses.put(server, address);
                }
                case MembershipChange.Step.Join(long server, String address) -> {
                    possible &= !member;
                    joining.add(server);
                    addresses.put(server, address);
                }
                case MembershipChange.Step.AddVoter(long server, String address) -> {
                    possible &= !member;
                    voters.add(server);
                    addresses.put(server, address);
                }
                case MembershipChange.Step.Promote(long server) -> {
                    possible &= member && !voters.contains(server);
                    learners.remove(server);
                    joining.remove(server);
                    voters.add(server);
                }
                case MembershipChange.Step.Remove(long server) -> {
                    possible &= member;
                    voters.remove(server);
                    learners.remove(server);
                    joining.remove(server);
                    addresses.remove(server);
                }
                case MembershipChange.Step.Move(long server, String address) -> {
                    possible &= member;
                    addresses.put(server, address);
                }
            }
        }
        return this;
    }

    private boolean contains(long server) {
        return voters.contains(server) || learners.contains(server) || joining.contains(server);
    }
}
