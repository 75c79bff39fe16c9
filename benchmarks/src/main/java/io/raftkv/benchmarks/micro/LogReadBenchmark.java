package io.raftkv.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.storage.Identity;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.storage.RaftStorage;
import io.raftkv.raft.storage.StorageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to read entries of 256 bytes from the log, at a random place in 100 000 of them, as a leader does for a follower
 * that has fallen behind its cache. The pages are in the system's cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LogReadBenchmark {

    private static final int PAYLOAD_BYTES = 256;
    private static final int ENTRIES = 100_000;
    private static final int AT_A_TIME = 1_000;

    /** How many entries are read at a time. */
    @Param({"1", "64", "1024"})
    private int batch;

    private final SplittableRandom random = new SplittableRandom(1);
    private @Nullable ScratchDirectory directory;
    private @Nullable RaftStorage opened;

    /** Fills the log. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = ScratchDirectory.create("log-read-benchmark");
        opened = RaftStorage.open(NioDisk.open(directory.path()), new Identity(1, 1), StorageOptions.DEFAULTS);
        opened.write(List.of(new Effects.Write.TermAndVote(1, 1)));
        for (long first = 1; first <= ENTRIES; first += AT_A_TIME) {
            List<LogEntry> entries = new ArrayList<>(AT_A_TIME);
            for (long index = first; index < first + AT_A_TIME; index++) {
                entries.add(new LogEntry(index, 1, EntryType.COMMAND, 1, index, ByteBuffer.allocate(PAYLOAD_BYTES)));
            }
            opened.write(List.of(new Effects.Write.Append(entries)));
        }
        opened.sync();
    }

    /** Leaves nothing behind. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        requireNonNull(opened).close();
        requireNonNull(directory).close();
    }

    /** One read. */
    @Benchmark
    public List<LogEntry> read() {
        long first = random.nextLong(1, ENTRIES - batch + 2);
        return requireNonNull(opened).read(first, first + batch - 1, Long.MAX_VALUE);
    }
}
