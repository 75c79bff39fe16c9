package io.raftkv.raft.scenario;

import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;
import java.util.function.BooleanSupplier;

/** A loop of a server on the stage. It runs when it was woken or its time has come, unless the script makes it wait. */
final class StagedLoop implements Loop {

    private final Backstage backstage;
    private final Clock clock;
    private final LoopBody body;
    private final BooleanSupplier mayRun;
    private boolean woken;
    private boolean open = true;
    private long alarm = LoopBody.WHEN_WOKEN;

    /** Alarms that were set before the last one do not count any more. */
    private long lastAlarm;

    StagedLoop(Backstage backstage, Clock clock, LoopBody body, BooleanSupplier mayRun) {
        this.backstage = backstage;
        this.clock = clock;
        this.body = body;
        this.mayRun = mayRun;
    }

    @Override
    public void start() {
        wake();
    }

    @Override
    public void wake() {
        if (!woken) {
            woken = true;
            backstage.enqueue(this);
        }
    }

    /** Runs once if it was woken and may; one that has to wait is still woken. */
    void run() {
        if (open && woken && mayRun.getAsBoolean()) {
            woken = false;
            alarm = body.run(clock.nanoTime());
            setAlarm();
        }
    }

    /** It may run again: what has happened meanwhile is not forgotten. */
    void goOn() {
        if (woken) {
            backstage.enqueue(this);
        }
    }

    /** Sets the alarm anew, because the clock goes differently now. */
    void setAlarm() {
        lastAlarm++;
        if (alarm != LoopBody.WHEN_WOKEN) {
            long number = lastAlarm;
            backstage.later(clock.nanosUntil(alarm), () -> {
                if (number == lastAlarm) {
                    wake();
                }
            });
        }
    }

    @Override
    public void close() {
        open = false;
        lastAlarm++;
    }
}
