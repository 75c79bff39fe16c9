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

/** What it costs to append a batch of 256-byte entries to the log and force it to disk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LogAppendBenchmark {

    private static final int PAYLOAD_BYTES = 256;

    /** How many entries share one force. */
    @Param({"1", "64", "1024"})
    private int batch;

    private @Nullable ScratchDirectory directory;
    private @Nullable RaftStorage opened;
    private long nextIndex = 1;

    /** Starts with an empty log. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = ScratchDirectory.create("log-append-benchmark");
        opened = RaftStorage.open(NioDisk.open(directory.path()), new Identity(1, 1), StorageOptions.DEFAULTS);
        opened.write(List.of(new Effects.Write.TermAndVote(1, 1)));
        nextIndex = 1;
    }

    /** Leaves nothing behind. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        requireNonNull(opened).close();
        requireNonNull(directory).close();
    }

    /** One batch, durable. */
    @Benchmark
    public void appendAndForce() {
        List<LogEntry> entries = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            entries.add(
                    new LogEntry(nextIndex, 1, EntryType.COMMAND, 1, nextIndex, ByteBuffer.allocate(PAYLOAD_BYTES)));
            nextIndex++;
        }
        RaftStorage storage = requireNonNull(opened);
        storage.write(List.of(new Effects.Write.Append(entries)));
        storage.sync();
    }
}
