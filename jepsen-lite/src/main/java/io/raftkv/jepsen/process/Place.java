package io.raftkv.jepsen.process;

import java.nio.file.Path;

/**
 * Where one server is: what belongs to it alone, whether it runs or not.
 *
 * @param id as schedules name it, from 1
 * @param host an address of this machine
 * @param clientPort where it listens for clients
 * @param peerPort where it listens for the other servers
 * @param directory its files
 */
record Place(long id, String host, int clientPort, int peerPort, Path directory) {

    static final String LOOPBACK = "127.0.0.1";

    String name() {
        return "n" + id;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Its log and its vote, as this project's server keeps them. */
    Path raftData() {
        return data().resolve("raft");
    }

    Path log() {
        return directory.resolveSibling(name() + ".log");
    }
}
