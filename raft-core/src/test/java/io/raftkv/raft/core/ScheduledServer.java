package io.raftkv.raft.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A server of a random schedule: the core, and a disk that forgets at a crash what was not durable. */
final class ScheduledServer {

    /** Written in one go, and what is to be sent when that is durable. */
    private record Batch(List<Effects.Write> writes, List<Message> messages) {}

    private final RaftConfig config;
    private Raft raft;

    /** What a reader of the disk sees. */
    private ModelDisk written = new ModelDisk();

    /** What would survive a crash. */
    private ModelDisk durable = new ModelDisk();

    private final ArrayDeque<Batch> unfinished = new ArrayDeque<>();
    private boolean slow;

    /** How far the state machine has come, the last command that it applied, and how far it would be after a crash. */
    private long applied;

    private long appliedCommand;
    private long persisted;

    private int starts;

    ScheduledServer(RaftConfig config, long now) {
        this.config = config;
        start(now);
    }

    private void start(long now) {
        starts++;
        var random = new SplittableRandom(config.self() * 1000 + starts);
        raft = new Raft(config, durable.state(persisted), random, now);
    }

    void crash(long now) {
        written = durable.copy();
        unfinished.clear();
        slow = false;
        applied = persisted;
        appliedCommand = persisted;
        start(now);
    }

    Raft raft() {
        return raft;
    }

    long id() {
        return config.self();
    }

    Configuration firstConfiguration() {
        return config.configuration();
    }

    ModelDisk written() {
        return written;
    }

    int starts() {
        return starts;
    }

    /** Carries the writes out; returns the messages that may be sent now because all that was written is durable. */
    List<Message> write(Effects effects) {
        effects.writes().forEach(written::write);
        if (!effects.writes().isEmpty() || !effects.messagesWhenDurable().isEmpty()) {
            unfinished.add(new Batch(List.copyOf(effects.writes()), List.copyOf(effects.messagesWhenDurable())));
        }
        return slow ? List.of() : finishWrites();
    }

    void slowDown() {
        slow = true;
    }

    /** All that was written is durable; returns the messages that waited for it. */
    List<Message> finishWrites() {
        slow = false;
        var messages = new ArrayList<Message>();
        for (Batch batch : unfinished) {
            for (Effects.Write write : batch.writes()) {
                durable.write(write);
                if (write instanceof Effects.Write.Reset(var snapshot)) {
                    applied = snapshot.lastIncluded().index();
                    appliedCommand = applied;
                    persisted = applied;
                }
            }
            messages.addAll(batch.messages());
        }
        unfinished.clear();
        apply();
        return messages;
    }

    /** Applies what is committed, but nothing that an unfinished write may still touch. */
    private void apply() {
        while (applied < raft.log().commitIndex()) {
            applied++;
            if (written.entry(applied).type() == EntryType.COMMAND) {
                appliedCommand = applied;
            }
        }
    }

    /** Index of the last command that the state machine has applied, 0 for none. */
    long appliedCommand() {
        if (unfinished.isEmpty()) {
            apply();
        }
        return appliedCommand;
    }

    /** Makes what is applied durable, and tells how far that is. */
    long persist() {
        persisted = appliedCommand();
        return persisted;
    }
}
