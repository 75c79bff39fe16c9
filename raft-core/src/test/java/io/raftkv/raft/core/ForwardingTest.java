package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Proposals that arrive at a follower: D 6.2. */
class ForwardingTest {

    @Test
    void followerForwardsToItsLeader() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(2, "x");
        assertThat(cluster.commands(3)).containsExactly("x");
        assertThat(cluster.server(2).log().commitIndex()).isEqualTo(2);
    }

    @Test
    void forwardedProposalThatArrivesTwiceIsAppendedOnce() { // retried-write-twice
        var cluster = Cluster.of(3);
        cluster.elect(1);
        var forwarded = new ForwardedProposals(2, 1, 1, List.of(new Proposal(9, ByteBuffer.wrap(new byte[] {'x'}))));
        cluster.give(1, new Input.MessageReceived(forwarded));
        cluster.give(1, new Input.MessageReceived(forwarded));
        cluster.settle();
        assertThat(cluster.commands(1)).containsExactly("x");
    }

    @Test
    void forwardedProposalOfAnEarlierTermIsNotTaken() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.elect(2);
        cluster.elect(1);
        assertThat(cluster.server(1).currentTerm()).isEqualTo(3);
        var late = new ForwardedProposals(2, 1, 1, List.of(new Proposal(9, ByteBuffer.allocate(1))));
        cluster.give(1, new Input.MessageReceived(late));
        assertThat(cluster.commands(1)).isEmpty();
    }

    @Test
    void forwardedProposalIsNotForwardedAgain() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        var astray = new ForwardedProposals(2, 3, 1, List.of(new Proposal(9, ByteBuffer.allocate(1))));
        cluster.give(3, new Input.MessageReceived(astray));
        assertThat(cluster.onTheWay()).isEmpty();
    }

    @Test
    void proposalsAreForwardedInMessagesThatTheNetworkTakes() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        List<Proposal> proposals = LongStream.rangeClosed(1, 10)
                .mapToObj(number -> new Proposal(number, ByteBuffer.allocate(300_000)))
                .toList();
        cluster.give(2, new Input.Proposed(proposals));
        cluster.settle();
        assertThat(cluster.delivered(ForwardedProposals.class)).hasSize(4);
        assertThat(cluster.commands(1)).hasSize(10);
    }

    @Test
    void serverWithoutALeaderRefusesAtOnce() {
        var cluster = Cluster.of(3);
        cluster.propose(2, "x");
        assertThat(cluster.refusals(2)).containsExactly(new Effects.Refused.ProposalRefused(1, Refusal.NOT_LEADER));
    }
}
