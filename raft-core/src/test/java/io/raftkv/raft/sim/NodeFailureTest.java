package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.StateMachine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that can no longer be trusted stops, and leaves nobody waiting. */
@ExtendWith(SilentNodes.class)
class NodeFailureTest {

    private static final byte POISON = 1;

    /** Applies anything but a poisoned command. */
    private static final class Fragile implements StateMachine<Long> {
        private final List<Long> applied = new ArrayList<>();

        @Override
        public long durableIndex() {
            return 0;
        }

        @Override
        public void persist() {}

        @Override
        public io.raftkv.raft.snapshot.Snapshot snapshot() {
            throw new IllegalStateException("WIP");
        }

        @Override
        public io.raftkv.raft.snapshot.SnapshotReceiver receive(io.raftkv.raft.snapshot.SnapshotManifest manifest) {
            throw new IllegalStateException("WIP");
        }

        @Override
        public void install(long lastIncludedIndex) {
            throw new IllegalStateException("WIP");
        }

        @Override
        public long appliedIndex() {
            return 0;
        }

        @Override
        public List<Long> apply(List<LogEntry> commands) {
            if (commands.getFirst().payload().get(0) == POISON) {
                throw new IllegalStateException("poisoned");
            }
            commands.forEach(command -> applied.add(command.index()));
            return commands.stream().map(LogEntry::index).toList();
        }
    }

    private final Simulation simulation = new Simulation(1);
    private final Fragile stateMachine = new Fragile();
    private final SimulatedCluster<Long> cluster =
            new SimulatedCluster<>(simulation, 1, new Trace(0), (id, disk) -> stateMachine);

    @Test
    void stateMachineThatFailedAppliesNothingMoreAndEverybodyIsAnswered() {
        simulation.runUntil(() -> cluster.leaders().size() == 1, Duration.ofSeconds(5));
        CompletableFuture<Long> good = propose((byte) 0);
        simulation.runUntil(good::isDone, Duration.ofSeconds(1));
        CompletableFuture<Long> bad = propose(POISON);
        assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(1))).hasMessageContaining("poisoned");
        CompletableFuture<Long> later = propose((byte) 0);
        CompletableFuture<Long> read = cluster.node(1).read();
        simulation.runUntil(() -> false, Duration.ofSeconds(1));

        assertThat(stateMachine.applied).containsExactly(good.join());
        assertThat(bad.exceptionNow()).isInstanceOf(RaftException.OutcomeUnknown.class);
        assertThat(later.exceptionNow()).isInstanceOf(RaftException.Stopped.class);
        assertThat(read.exceptionNow()).isInstanceOf(RaftException.Stopped.class);
    }

    @Test
    void closedNodeAnswersThoseWhoStillWait() {
        CompletableFuture<Long> waiting = propose((byte) 0);
        CompletableFuture<Long> read = cluster.node(1).read();
        cluster.node(1).close();
        assertThat(waiting.exceptionNow()).isInstanceOf(RaftException.Stopped.class);
        assertThat(read.exceptionNow()).isInstanceOf(RaftException.Stopped.class);
        assertThat(propose((byte) 0).exceptionNow()).isInstanceOf(RaftException.Stopped.class);
    }

    @Test
    void commandThatIsTooLargeIsRefusedAtOnce() {
        assertThatThrownBy(() -> cluster.node(1).propose(ByteBuffer.allocate(5000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5000 bytes");
    }

    private CompletableFuture<Long> propose(byte first) {
        return cluster.node(1).propose(ByteBuffer.allocate(8).put(0, first));
    }
}
