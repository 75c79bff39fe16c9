package io.raftkv.server.members;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.Refusal;
import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import java.util.concurrent.CompletableFuture;

/**
 * Has the Raft configuration changed, with patience: waits for another change to complete, and finds out what became of a
 * change whose leader was lost, such as one that removes the leader.
 */
final class ConfigurationChange {

    /** With pauses of a tenth of a second about as long as a request may take. */
    private static final int ATTEMPTS = 60;

    private final RaftNode<?> node;
    private final Pause pause;

    ConfigurationChange(RaftNode<?> node, Pause pause) {
        this.node = node;
        this.pause = pause;
    }

    /**
     * Changes it.
     *
     * @param ifImpossible what the client is told when the change does not fit the members any more, though it did when the
     *     client's request was checked
     * @return the configuration that the change has led to
     */
    CompletableFuture<Configuration> make(MembershipChange change, MemberError ifImpossible) {
        return attempt(change, ifImpossible, ATTEMPTS);
    }

    private CompletableFuture<Configuration> attempt(
            MembershipChange change, MemberError ifImpossible, int attemptsLeft) {
        return node.changeMembers(change).exceptionallyCompose(failure -> {
            var cause = RaftNode.causeOf(failure);
            return switch (cause) {
                case RaftException.ChangeRefused refused
                when refused.refusal() == Refusal.IMPOSSIBLE_CHANGE ->
                    CompletableFuture.failedFuture(new MemberException(ifImpossible));
                case RaftException.ChangeRefused refused
                when passes(refused.refusal()) && attemptsLeft > 1 ->
                    pause.begin().thenCompose(paused -> attempt(change, ifImpossible, attemptsLeft - 1));
                case RaftException.OutcomeUnknown unknown ->
                    findOut(change, attemptsLeft)
                            .exceptionallyCompose(noAnswer -> CompletableFuture.failedFuture(unknown));
                default -> CompletableFuture.failedFuture(cause);
            };
        });
    }

    private static boolean passes(Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER, TOO_MANY_UNCOMMITTED, LEADERSHIP_TRANSFER, CHANGE_IN_PROGRESS, LEADER_NOT_READY -> true;
            case QUORUM_WOULD_BE_LOST, LEARNER_NOT_READY, IMPOSSIBLE_CHANGE -> false;
        };
    }

    /**
     * Finds out what became of a change: it may be known here by now, as on a leader that was removed; else a read through the
     * leader of now shows it. A change that is half done is completed by that leader.
     *
     * @return the configuration that the change has led to; fails when it did not, or not yet
     */
    private CompletableFuture<Configuration> findOut(MembershipChange change, int attemptsLeft) {
        return pause.begin()
                .thenCompose(paused -> isMadeHere(change)
                        ? CompletableFuture.completedFuture(node.status().configuration())
                        : node.read().thenCompose(index -> findOutAsOf(index, change, attemptsLeft)));
    }

    private CompletableFuture<Configuration> findOutAsOf(long index, MembershipChange change, int attemptsLeft) {
        var status = node.status();
        boolean mayBeUnderWay = status.commitIndex() < index
                || !status.configurationIsCommitted()
                || status.configuration().isJoint();
        if (!mayBeUnderWay && isMadeHere(change)) {
            return CompletableFuture.completedFuture(node.status().configuration());
        }
        return mayBeUnderWay && attemptsLeft > 1
                ? findOut(change, attemptsLeft - 1)
                : CompletableFuture.failedFuture(new IllegalStateException("not made: " + change));
    }

    private boolean isMadeHere(MembershipChange change) {
        var status = node.status();
        return status.configurationIsCommitted()
                && !status.configuration().isJoint()
                && isMade(change, status.configuration());
    }

    private static boolean isMade(MembershipChange change, Configuration configuration) {
        return change.steps().stream().allMatch(step -> switch (step) {
            case MembershipChange.Step.AddLearner(long server, var address) -> configuration.contains(server);
            case MembershipChange.Step.Join(long server, var address) -> configuration.contains(server);
            case MembershipChange.Step.AddVoter(long server, var address) -> configuration.contains(server);
            case MembershipChange.Step.Promote(long server) -> configuration.isVoter(server);
            case MembershipChange.Step.Remove(long server) -> !configuration.contains(server);
            case MembershipChange.Step.Move(long server, var address) ->
                address.equals(configuration.addresses().get(server));
        });
    }
}
