package io.raftkv.raft.core;

import java.util.List;

/**
 * What is asked of a cluster's membership: any number of steps that take effect together (P 6).
 *
 * @param steps what changes, at least one step, no server named twice
 * @param safety whether the change is refused when it would leave too few living servers to go on
 */
public record MembershipChange(List<Step> steps, Safety safety) {

    /** Whether a change is checked against the servers that are alive now. */
    public enum Safety {
        /** Refused unless a majority of the new voters has been heard from lately. */
        KEEP_LIVING_QUORUM,
        /** Done whatever it leads to: for an operator who knows better. */
        FORCED
    }

    /** One change to one server. */
    public sealed interface Step {

        /** The server that it is about. */
        long server();

        /**
         * A new server that receives the log and has no vote (D 4.2.1).
         *
         * @param address where the transport finds it; opaque to the algorithm
         */
        record AddLearner(long server, String address) implements Step {}

        /**
         * A new server that receives the log and becomes a voter by itself as soon as it has caught up (D 4.2.1).
         *
         * @param address where the transport finds it; opaque to the algorithm
         */
        record Join(long server, String address) implements Step {}

        /**
         * A new server that is a voter at once, though its log is empty: to replace a dead one in one change.
         *
         * @param address where the transport finds it; opaque to the algorithm
         */
        record AddVoter(long server, String address) implements Step {}

        /** A learner becomes a voter; refused when it has not caught up. */
        record Promote(long server) implements Step {}

        /** A server leaves, voter or not, the leader included. */
        record Remove(long server) implements Step {}

        /**
         * A server is to be found elsewhere.
         *
         * @param address where the transport finds it; opaque to the algorithm
         */
        record Move(long server, String address) implements Step {}
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when there is no step, or a server is named twice
     */
    public MembershipChange {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a change of members needs at least one step");
        }
        if (steps.stream().map(Step::server).distinct().count() != steps.size()) {
            throw new IllegalArgumentException("a change of members names a server twice: " + steps);
        }
        steps = List.copyOf(steps);
    }

    /** A checked change of these steps. */
    public static MembershipChange of(Step... steps) {
        return new MembershipChange(List.of(steps), Safety.KEEP_LIVING_QUORUM);
    }

    /** The same change, done whatever it leads to. */
    public MembershipChange forced() {
        return new MembershipChange(steps, Safety.FORCED);
    }
}
