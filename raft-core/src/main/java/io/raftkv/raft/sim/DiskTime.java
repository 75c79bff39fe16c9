package io.raftkv.raft.sim;

/**
 * How a slow disk takes time, though a run of a loop takes none: the run happens when its force is expected to be over, so
 * that nobody sees its work before that, and the time that its body is shown begins as much earlier.
 */
final class DiskTime {

    private final SimulatedDisk disk;
    private boolean running;
    private long forcesBefore;
    private long nanosBefore;
    private long nanosAwaited;

    DiskTime(SimulatedDisk disk) {
        this.disk = disk;
    }

    /** A run begins, before which {@code awaited} nanoseconds were waited for the disk. */
    void begin(long awaited) {
        running = true;
        forcesBefore = disk.forces();
        nanosBefore = disk.nanosSpent();
        nanosAwaited = awaited;
    }

    /** How far the body that runs is ahead of virtual time, in nanoseconds; behind, when negative. */
    long ahead() {
        return running ? disk.nanosSpent() - nanosBefore - nanosAwaited : 0;
    }

    /** The run is over. Returns how many nanoseconds longer than awaited the disk takes for it. */
    long end() {
        long owed = Math.max(0, ahead());
        running = false;
        return owed;
    }

    /** Whether the last run forced anything. */
    boolean hasForced() {
        return disk.forces() != forcesBefore;
    }

    /** How long the next force will take, in nanoseconds. */
    long nanosPerForce() {
        return disk.nanosPerForce();
    }
}
