package io.raftkv.benchmarks.compare.raft;

import java.io.IOException;

/** The libraries that are compared. */
enum Library {
    /** This project's. */
    RAFTKV("raft-kv"),
    /** The one that the targets are set against. */
    JRAFT("SOFAJRaft"),
    /** Apache Ratis. */
    RATIS("Ratis");

    private final String title;

    Library(String title) {
        this.title = title;
    }

    /** As tables name it. */
    String title() {
        return title;
    }

    /** As options and directories name it. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Starts a member. The class path must be this library's. */
    Contender start(Seat seat) throws IOException {
        return switch (this) {
            case RAFTKV -> RaftKvContender.start(seat);
            case JRAFT -> JRaftContender.start(seat);
            case RATIS -> RatisContender.start(seat);
        };
    }
}
