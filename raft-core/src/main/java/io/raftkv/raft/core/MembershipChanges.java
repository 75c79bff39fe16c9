package io.raftkv.raft.core;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a leader changes the members (P 6, D 4.3): one change at a time. When the voters change, {@code C_old,new} comes first,
 * under which both majorities are needed, and {@code C_new} follows by itself when that is committed. A new leader begins none
 * before it has committed an entry of its own term (Ongaro on raft-dev, July 2015: "bug in single-server membership changes";
 * known bug single-server-change). A leader that finds a
 * joint configuration of an earlier leader in its log completes it likewise (known bug stuck-joint).
 */
final class MembershipChanges {

    /** Who asked for the change that is under way: its last entry names the request. */
    private record Request(long proposer, long number) {
        private static final Request OF_NOBODY = new Request(0, 0);
    }

    private Request request = Request.OF_NOBODY;

    /** Index of the configuration entry whose commitment has not been acted upon; a new leader acts upon the latest one. */
    private long awaitedIndex;

    private boolean awaiting = true;

    /** How far the servers without a vote have come. */
    private final SortedMap<Long, CatchUp> catchUps = new TreeMap<>();

    MembershipChanges(Raft raft) {
        this.awaitedIndex = raft.log().configuration().index();
    }

    // What is asked.

    /** Begins a change, or says why not: none before this leader has committed an entry (known bug single-server-change). */
    void requested(long proposer, long number, MembershipChange change, Leader leader, Raft raft, Effects effects) {
        Configuration current = raft.configuration();
        if (awaiting) {
            boolean inItsTerm = leader.hasCommittedInItsTerm(raft);
            refuse(proposer, number, inItsTerm ? Refusal.CHANGE_IN_PROGRESS : Refusal.LEADER_NOT_READY, raft, effects);
        } else if (!TargetConfiguration.exists(current, change)) {
            refuse(proposer, number, Refusal.IMPOSSIBLE_CHANGE, raft, effects);
        } else if (!promotesOnlyCaughtUp(change, raft)) {
            refuse(proposer, number, Refusal.LEARNER_NOT_READY, raft, effects);
        } else {
            Configuration target = TargetConfiguration.of(current, change);
            boolean checked = change.safety() == MembershipChange.Safety.KEEP_LIVING_QUORUM;
            if (checked && !target.isMajority(server -> leader.peers().isAlive(server, raft))) {
                refuse(proposer, number, Refusal.QUORUM_WOULD_BE_LOST, raft, effects);
            } else {
                request = new Request(proposer, number);
                begin(current, target, leader, raft, effects);
            }
        }
    }

    private void begin(Configuration current, Configuration target, Leader leader, Raft raft, Effects effects) {
        if (target.voters().equals(current.voters())) {
            effects.fired(Rule.KEEP_VOTERS);
            complete(target, leader, raft, effects);
        } else {
            effects.fired(Rule.ENTER_JOINT);
            append(target.jointWith(current), Request.OF_NOBODY, leader, raft, effects);
        }
    }

    private void complete(Configuration target, Leader leader, Raft raft, Effects effects) {
        append(target, request, leader, raft, effects);
        request = Request.OF_NOBODY;
    }

    private void append(Configuration configuration, Request named, Leader leader, Raft raft, Effects effects) {
        awaitedIndex = raft.log().lastIndex() + 1;
        awaiting = true;
        leader.append(
                LogEntry.configuration(
                        awaitedIndex, raft.currentTerm(), named.proposer(), named.number(), configuration),
                raft,
                effects);
        leader.adoptConfiguration(raft);
    }

    private static void refuse(long proposer, long number, Refusal refusal, Raft raft, Effects effects) {
        raft.refuse(proposer, List.of(number), refusal, effects);
    }

    // What follows.

    /** Goes on when the latest configuration is committed. */
    Role advance(Leader leader, Raft raft, Effects effects) {
        if (!awaiting || raft.log().commitIndex() < awaitedIndex || !leader.hasCommittedInItsTerm(raft)) {
            return leader;
        }
        awaiting = false;
        Configuration configuration = raft.configuration();
        if (configuration.isJoint()) {
            effects.fired(Rule.LEAVE_JOINT);
            complete(configuration.withoutOld(), leader, raft, effects);
            return leader;
        }
        leader.peers().dropFormerMembers(leader, raft, effects);
        return configuration.isVoter(raft.self()) ? leader : leaveCluster(leader, raft, effects);
    }

    /** A leader that is not in {@code C_new} steps down once that is committed (P 6), and names the one that is furthest. */
    private static Role leaveCluster(Leader leader, Raft raft, Effects effects) {
        effects.fired(Rule.LEAVE_CLUSTER);
        long successor = leader.peers().furthestVoter(raft);
        if (successor != 0) {
            effects.send(new TimeoutNow(raft.self(), successor, raft.currentTerm()));
        }
        return leader.becomeFollower(raft, effects);
    }

    // New servers.

    /** A configuration is in force: whoever has no vote in it is watched. */
    void watch(Configuration configuration, Raft raft) {
        catchUps.keySet()
                .removeIf(server -> !configuration.joining().contains(server)
                        && !configuration.learners().contains(server));
        for (List<Long> group : List.of(configuration.joining(), configuration.learners())) {
            for (long server : group) {
                catchUps.computeIfAbsent(server, added -> new CatchUp(raft.log().lastIndex(), raft.now()));
            }
        }
    }

    /** A follower has acknowledged entries up to {@code matchIndex}: it may have caught up. */
    void promoteIfCaughtUp(Peer peer, Leader leader, Raft raft, Effects effects) {
        CatchUp catchUp = catchUps.isEmpty() ? null : catchUps.get(peer.id());
        if (catchUp == null) {
            return; // it has a vote already
        }
        catchUp.observe(peer.matchIndex(), raft.log().lastIndex(), raft.now(), electionTimeout(raft));
        boolean promote = !awaiting
                && !leader.isHandingOver()
                && raft.configuration().joining().contains(peer.id())
                && catchUp.isCaughtUp(raft.now(), electionTimeout(raft));
        if (promote) {
            effects.fired(Rule.CAUGHT_UP);
            var promotion = MembershipChange.of(new MembershipChange.Step.Promote(peer.id()));
            begin(raft.configuration(), TargetConfiguration.of(raft.configuration(), promotion), leader, raft, effects);
        }
    }

    private boolean promotesOnlyCaughtUp(MembershipChange change, Raft raft) {
        return change.safety() == MembershipChange.Safety.FORCED
                || change.steps().stream()
                        .filter(MembershipChange.Step.Promote.class::isInstance)
                        .map(step -> catchUps.get(step.server()))
                        .allMatch(catchUp -> catchUp != null && catchUp.isCaughtUp(raft.now(), electionTimeout(raft)));
    }

    private static long electionTimeout(Raft raft) {
        return raft.config().electionTimeout().toNanos();
    }
}
