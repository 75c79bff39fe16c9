package io.raftkv.jepsen.example;

import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.junit.ClusterTest;
import io.raftkv.jepsen.junit.SimulatedTest;
import io.raftkv.jepsen.model.Action;
import io.raftkv.jepsen.model.Arguments;
import io.raftkv.jepsen.model.Model;
import io.raftkv.jepsen.model.UnsuitableEventException;
import io.raftkv.jepsen.workload.Command;
import io.raftkv.jepsen.workload.Commands;
import io.raftkv.raft.node.InMemoryStateMachine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

public class CounterTest {

    @ClusterTest(seeds = 20)
    void everyAdditionCountsOnce(SimulatedTest test) {
        test.clientsOf((server, disk) -> new InMemoryStateMachine<>(disk, new Counter()))
                .run(new Additions());
        test.nemesis().inject("partition-one+power-loss");
        test.runFor(Duration.ofSeconds(30));
    }

    /** What clients propose. */
    public record Additions() implements Commands<Long> {
        @Override
        public Command<Long> next(RandomGenerator random, int client) {
            long number = random.nextInt(2); // to add nothing is to read
            return Command.of("add", number, ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        }

        @Override
        public Model<Long> model() {
            return new Sum();
        }
    }

    /** What a counter does when nothing happens beside it. */
    record Sum() implements Model<Long> {
        @Override
        public String name() {
            return "counter";
        }

        @Override
        public Long initialState() {
            return 0L;
        }

        @Override
        public Action<Long> action(Operation operation) throws UnsuitableEventException {
            var arguments = new Arguments(operation);
            return new Addition((Long) arguments.argument(), (Long) arguments.answer());
        }
    }

    /** Of a number; the answer is null when nobody knows it. */
    record Addition(long number, @Nullable Long answer) implements Action<Long> {
        @Override
        public @Nullable Long apply(Long sum) {
            return answer == null || answer == sum + number ? sum + number : null;
        }
    }
}
