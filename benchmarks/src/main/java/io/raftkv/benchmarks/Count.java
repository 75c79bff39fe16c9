package io.raftkv.benchmarks;

import io.raftkv.raft.node.InMemoryStateMachine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The least that a state machine can do: it counts commands, and answers each with its number. */
public final class Count implements InMemoryStateMachine.State<Long> {

    private long count;

    /** Nothing was counted yet. */
    public Count() {}

    @Override
    public Long apply(ByteBuffer command) {
        return ++count;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(count);
    }

    @Override
    public void load(DataInput in) throws IOException {
        count = in.readLong();
    }
}
