package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.workload.Store;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.MvccStore;

/**
 * Which build of the server is simulated. {@link #CORRECT} is the one that ships; a tester is tested with others, that have one mistake
 * each.
 */
public interface Build {

    /** What ships. */
    Build CORRECT = new Build() {};

    /** The configuration of a server, each time it starts. */
    default RaftNodeConfig configure(RaftNodeConfig usual) {
        return usual;
    }

    /** What applies the log of a server, each time it starts. */
    default StateMachine<KvResult> stateMachine(StateMachine<KvResult> usual, MvccStore store) {
        return usual;
    }

    /** What answers the requests of clients at a server. */
    default Store frontEnd(Store usual, MvccStore store) {
        return usual;
    }
}
