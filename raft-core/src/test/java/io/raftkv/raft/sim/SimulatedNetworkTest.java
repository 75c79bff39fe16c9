package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.TimeoutNow;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a simulated network does to messages and to parts of snapshots. */
class SimulatedNetworkTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Link THERE = new Link(1, 2);
    private static final Link BACK = new Link(2, 1);

    private static final class Inbox implements Transport.Receiver {
        private final List<Message> messages = new ArrayList<>();
        private final List<SnapshotPart> parts = new ArrayList<>();

        @Override
        public void receive(Message message) {
            messages.add(message);
        }

        @Override
        public void receive(SnapshotPart part) {
            parts.add(part);
        }

        List<Long> terms() {
            return messages.stream().map(Message::term).toList();
        }
    }

    private final Simulation simulation = new Simulation(1);
    private final Trace trace = new Trace(1000);
    private final SimulatedNetwork network = new SimulatedNetwork(simulation, trace);
    private final Inbox first = new Inbox();
    private final Inbox second = new Inbox();
    private final Transport one = transport(1, first);
    private final Transport two = transport(2, second);

    @Test
    void messagesOvertakeEachOtherAndNoneIsLost() {
        sendTerms(100);
        simulation.runFor(SECOND);
        List<Long> terms = LongStream.rangeClosed(1, 100).boxed().toList();
        assertThat(second.terms()).containsExactlyInAnyOrderElementsOf(terms).isNotEqualTo(terms);
    }

    @Test
    void partsOfSnapshotsTravelAsMessagesDo() {
        network.setConditions(LinkConditions.GOOD.withLoss(20).withDuplicates(20));
        for (int i = 0; i < 1000; i++) {
            one.send(new SnapshotPart.Progress(1, 2, 7, i));
        }
        simulation.runFor(SECOND);
        List<Long> offsets = second.parts.stream()
                .map(part -> ((SnapshotPart.Progress) part).offset())
                .toList();
        assertThat(offsets.stream().distinct().count()).isBetween(750L, 850L);
        assertThat(offsets.size() - offsets.stream().distinct().count()).isBetween(100L, 220L);
        assertThat(offsets).isNotEqualTo(offsets.stream().sorted().toList());
    }

    @Test
    void conditionsOfOneLinkLeaveTheOthersAlone() {
        network.setConditions(THERE, LinkConditions.GOOD.withLoss(100));
        exchange();
        assertThat(second.messages).isEmpty();
        assertThat(first.messages).hasSize(1);
        network.setConditions(LinkConditions.GOOD);
        exchange();
        assertThat(second.messages).hasSize(1);
    }

    @Test
    void delaysLieBetweenTheirBounds() {
        network.setConditions(LinkConditions.GOOD.withDelays(Duration.ofMillis(20), Duration.ofMillis(30)));
        sendTerms(100);
        simulation.runFor(Duration.ofMillis(20).minusNanos(1));
        assertThat(second.messages).isEmpty();
        simulation.runFor(Duration.ofMillis(10).plusNanos(1));
        assertThat(second.messages).hasSize(100);
    }

    @Test
    void cutLinkCarriesNothingOneWayUntilItIsHealed() {
        network.cut(List.of(THERE));
        exchange();
        assertThat(second.messages).isEmpty();
        assertThat(first.messages).hasSize(1);
        assertThat(trace.lines()).anyMatch(line -> line.contains("S1 ✗ S2") && line.endsWith("(link is cut)"));
        network.heal();
        exchange();
        assertThat(second.messages).hasSize(1);
    }

    @Test
    void whatIsOnItsWayIsLostWhenTheLinkIsCut() {
        sendTerms(1);
        network.cut(List.of(THERE));
        simulation.runFor(SECOND);
        assertThat(second.messages).isEmpty();
    }

    @Test
    void flappingLinkIsDownAndUpByTurns() {
        network.flap(List.of(THERE, BACK), SECOND);
        List<Integer> arrived = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            exchange();
            arrived.add(second.messages.size());
        }
        assertThat(arrived).containsExactly(0, 1, 1, 2);
        assertThatThrownBy(() -> network.flap(List.of(THERE), Duration.ZERO)).hasMessageContaining("must be positive");
    }

    @Test
    void narrowLinkDelaysWhatComesAfterAndDropsWhatWouldWaitTooLong() {
        network.setConditions(THERE, LinkConditions.GOOD.withBytesPerSecond(640)); // ten messages without payload
        sendTerms(20);
        simulation.runFor(Duration.ofMillis(510));
        assertThat(second.terms()).containsExactly(1L, 2L, 3L, 4L, 5L);
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(second.messages).hasSize(11);
        assertThat(trace.lines()).anyMatch(line -> line.endsWith("(link is full)"));
    }

    @Test
    void partsOfSnapshotsNeverDelayAMessage() {
        network.setConditions(LinkConditions.GOOD.withBytesPerSecond(1000));
        one.send(new SnapshotPart.Chunk(1, 2, 7, 0, 0, ByteBuffer.allocate(10_000)));
        sendTerms(1);
        simulation.runFor(SECOND);
        assertThat(second.messages).hasSize(1);
        assertThat(second.parts).isEmpty();
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(second.parts).hasSize(1);
    }

    @Test
    void serverThatDoesNotRunReceivesNothing() {
        two.close();
        sendTerms(1);
        simulation.runFor(SECOND);
        assertThat(second.messages).isEmpty();
        assertThat(trace.lines()).anyMatch(line -> line.endsWith("(server is down)"));
    }

    @Test
    void transportReachesEverybodyUntilItIsToldWhoTakesPart() {
        one.setPeers(Map.of());
        sendOne();
        assertThat(second.messages).hasSize(1);
        one.setPeers(Map.of(1L, "S1", 3L, "S3"));
        sendOne();
        assertThat(second.messages).hasSize(1);
        assertThat(trace.lines()).anyMatch(line -> line.endsWith("(peer is unknown)"));
        one.setPeers(Map.of(1L, "S1", 2L, "S2"));
        sendOne();
        assertThat(second.messages).hasSize(2);
    }

    @Test
    void serverThatWasHeardIsAnsweredThoughNobodyNamesIt() {
        one.setPeers(Map.of(1L, "S1", 3L, "S3"));
        exchange();
        assertThat(second.messages).isEmpty();
        sendOne();
        assertThat(second.messages).hasSize(1);
    }

    private void sendOne() {
        sendTerms(1);
        simulation.runFor(SECOND);
    }

    @Test
    void messageToItselfGoesNowhere() {
        one.send(new TimeoutNow(1, 1, 1));
        simulation.runFor(SECOND);
        assertThat(first.messages).isEmpty();
    }

    private Transport transport(long server, Inbox inbox) {
        Transport transport = network.transportOf(server);
        transport.start(inbox);
        return transport;
    }

    private void sendTerms(long last) {
        LongStream.rangeClosed(1, last).forEach(term -> one.send(new TimeoutNow(1, 2, term)));
    }

    private void exchange() {
        sendTerms(1);
        two.send(new TimeoutNow(2, 1, 1));
        simulation.runFor(SECOND);
    }
}
