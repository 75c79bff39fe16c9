package io.raftkv.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import io.raftkv.jepsen.checker.Limits;
import io.raftkv.jepsen.checker.Linearizability;
import io.raftkv.jepsen.checker.LinearizabilityChecker;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.model.RegisterModel;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to find that 100 000 reads and writes of 20 clients to 100 registers are linearizable. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
public class CheckerBenchmark {

    private static final int OPERATIONS = 100_000;
    private static final int REGISTERS = 100;
    private static final int CLIENTS = 20;

    private @Nullable History history;

    /** Makes the history, from a fixed seed. */
    @Setup
    public void make() {
        history = ConcurrentRegisters.history(OPERATIONS, REGISTERS, CLIENTS);
    }

    /** One history. */
    @Benchmark
    public Linearizability check() throws UnsuitableEventException {
        var verdict = new LinearizabilityChecker(new RegisterModel(), Limits.usual()).judge(requireNonNull(history));
        if (!(verdict instanceof Linearizability.Linearizable)) {
            throw new IllegalStateException("a linearizable history was found to be " + verdict);
        }
        return verdict;
    }
}
