package io.raftkv.jepsen.example;

import io.raftkv.raft.node.InMemoryStateMachine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Counts; a command is a number to add, and the answer is the sum. */
class Counter implements InMemoryStateMachine.State<Long> {

    private long value;

    @Override
    public Long apply(ByteBuffer command) {
        return value += command.getLong();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(value);
    }

    @Override
    public void load(DataInput in) throws IOException {
        value = in.readLong();
    }
}
