package io.raftkv.benchmarks.micro;

import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.PreVoteResponse;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.core.RequestVoteResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the algorithm itself costs a leader of three: a batch of proposals is appended and sent to both followers, and all
 * three servers, the leader's own disk among them, acknowledge it, which commits it. No disk, no network, no threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CoreStepBenchmark {

    private static final int PAYLOAD_BYTES = 256;

    /** How many proposals arrive together. */
    @Param({"1", "64"})
    private int batch;

    private Raft raft = newFollower();
    private List<Proposal> proposals = List.of();
    private long now;

    /** Makes server 1 the leader of term 1. */
    @Setup(Level.Iteration)
    public void elect() {
        raft = newFollower();
        now = raft.nextDeadline();
        raft.step(now, new Input.Tick(), new Effects());
        receive(new PreVoteResponse(2, 1, 0, true), new Effects());
        receive(new RequestVoteResponse(1, 1, 1, true), new Effects());
        receive(new RequestVoteResponse(2, 1, 1, true), new Effects());
        acknowledge();
        var list = new ArrayList<Proposal>();
        for (int i = 0; i < batch; i++) {
            list.add(new Proposal(i, ByteBuffer.allocate(PAYLOAD_BYTES)));
        }
        proposals = List.copyOf(list);
    }

    private static Raft newFollower() {
        return new Raft(
                RaftConfig.of(1, Configuration.of(1L, 2L, 3L)), PersistentState.EMPTY, new SplittableRandom(1), 0);
    }

    /** One batch, from proposal to commitment. */
    @Benchmark
    public long commitOneBatch() {
        var effects = new Effects();
        raft.step(now, new Input.Proposed(proposals), effects);
        raft.replicate(now, effects);
        acknowledge();
        return raft.log().commitIndex();
    }

    private void acknowledge() {
        long last = raft.log().lastIndex();
        var effects = new Effects();
        for (long server = 1; server <= 3; server++) {
            receive(new AppendEntriesResponse.Accepted(server, 1, 1, 0, last), effects);
        }
        raft.replicate(now, effects);
    }

    private void receive(Message message, Effects effects) {
        raft.step(now, new Input.MessageReceived(message), effects);
    }
}
