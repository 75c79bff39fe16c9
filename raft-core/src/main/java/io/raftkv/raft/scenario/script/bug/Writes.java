package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** What clients do behind the curtain, so that a log grows. */
final class Writes {

    private Writes() {}

    /** Sets x to 1, 2 and so on up to {@code count} at the leader, each when the one before is done. */
    static void make(int count, Server leader, Stage stage) {
        for (int i = 1; i <= count; i++) {
            Request write = leader.propose("x=" + i);
            stage.passUntil("x=" + i + " is done", write::isDone);
        }
    }
}
