package io.raftkv.raft.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Refusal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of a proposal until it is applied or fails. */
class PendingProposalsTest {

    private static final long TIMEOUT = 1_000;
    private static final long RETRY = 10;

    private final PendingProposals<String> proposals = new PendingProposals<>(0, TIMEOUT, RETRY);
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Test
    void lateCopyOfARefusalSaysNothingOfTheNextTry() { // or the command could take effect twice
        long firstTry = take(0);
        proposals.refuse(firstTry, Refusal.LEADERSHIP_TRANSFER, 0);
        proposals.expire(RETRY);
        long secondTry = take(RETRY);
        assertThat(secondTry).isNotEqualTo(firstTry);

        proposals.refuse(firstTry, Refusal.LEADERSHIP_TRANSFER, RETRY);
        proposals.expire(2 * RETRY);
        assertThat(proposals.takeHeld(2 * RETRY)).isEmpty();
        assertThat(proposals.remove(secondTry)).isSameAs(answer);
    }

    @Test
    void refusedProposalWaitsABit() {
        proposals.refuse(take(0), Refusal.LEADERSHIP_TRANSFER, 0);
        assertThat(proposals.takeHeld(RETRY - 1)).isEmpty();
        assertThat(proposals.nextDeadline()).isEqualTo(RETRY);
        proposals.expire(RETRY);
        assertThat(proposals.takeHeld(RETRY)).hasSize(1);
    }

    @Test
    void refusedProposalGoesToAnotherLeaderAtOnce() {
        proposals.refuse(take(0), Refusal.NOT_LEADER, 0);
        proposals.retryRefused();
        assertThat(proposals.takeHeld(1)).hasSize(1);
    }

    @Test
    void refusedProposalFailsInTimeThoughLaterOnesStandBeforeIt() {
        long refused = take(0);
        proposals.add(ByteBuffer.allocate(1), new CompletableFuture<>(), TIMEOUT / 2);
        proposals.takeHeld(TIMEOUT / 2);
        proposals.refuse(refused, Refusal.LEADERSHIP_TRANSFER, TIMEOUT / 2);
        proposals.expire(TIMEOUT);
        assertThat(answer.exceptionNow()).isInstanceOf(RaftException.NoLeader.class);
    }

    @Test
    void proposalIsNotTriedAgainWhenItsOutcomeIsUnknown() {
        take(0);
        proposals.loseLeader();
        assertThat(answer.exceptionNow()).isInstanceOf(RaftException.OutcomeUnknown.class);
        assertThat(proposals.takeHeld(1)).isEmpty();
    }

    /** The one proposal is handed to a leader; returns its number. */
    private long take(long now) {
        if (proposals.size() == 0) {
            proposals.add(ByteBuffer.allocate(1), answer, now);
        }
        List<Proposal> taken = proposals.takeHeld(now);
        assertThat(taken).hasSize(1);
        return taken.getFirst().number();
    }
}
