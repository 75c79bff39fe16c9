package io.raftkv.benchmarks.growth;

import java.util.List;

/** What becomes of a server's log when the store has made durable what it says. */
enum LogKeeping {
    /** It stays, so that it grows with what is put. */
    KEPT("log kept", 1_000_000_000, 1_000_000_000),
    /** It is forgotten, so that only the store grows. */
    FORGOTTEN("log forgotten", 10_000, 1_000);

    private final String title;
    private final int snapshotCount;
    private final int catchUpEntries;

    LogKeeping(String title, int snapshotCount, int catchUpEntries) {
        this.title = title;
        this.snapshotCount = snapshotCount;
        this.catchUpEntries = catchUpEntries;
    }

    /** As tables name it. */
    String title() {
        return title;
    }

    /** How a server is told. */
    List<String> flags() {
        return List.of("--snapshot-count=" + snapshotCount, "--snapshot-catchup-entries=" + catchUpEntries);
    }
}
