package io.raftkv.raft.node;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.Raft;

/** Steps the core, and tells a {@link StepObserver} of each step when there is one; without one, nothing is recorded. */
final class ObservedCore {

    private final Raft raft;
    private final StepObserver observer;
    private final boolean observed;
    private Effects effects = new Effects();

    ObservedCore(Raft raft, StepObserver observer) {
        this.raft = raft;
        this.observer = observer;
        this.observed = !observer.equals(StepObserver.NONE);
    }

    Raft raft() {
        return raft;
    }

    void step(long now, Input input) {
        if (!observed) {
            raft.step(now, input, effects);
            return;
        }
        var ofStep = Effects.followed();
        var before = ServerState.of(raft);
        raft.step(now, input, ofStep);
        observer.stepped(new StepObserver.Step(raft.self(), now, input, ofStep, before, ServerState.of(raft)));
        effects.add(ofStep);
    }

    void replicate(long now) {
        if (!observed) {
            raft.replicate(now, effects);
            return;
        }
        var ofReplication = Effects.followed();
        var before = ServerState.of(raft);
        raft.replicate(now, ofReplication);
        if (!ofReplication.isEmpty()) {
            observer.stepped(
                    new StepObserver.Step(raft.self(), now, null, ofReplication, before, ServerState.of(raft)));
        }
        effects.add(ofReplication);
    }

    /** All that must be done because of the steps since the last call. */
    Effects takeEffects() {
        Effects taken = effects;
        effects = new Effects();
        return taken;
    }
}
