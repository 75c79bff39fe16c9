package io.raftkv.raft.node;

import io.raftkv.raft.core.Raft;
import io.raftkv.raft.core.RoleName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches who leads, from turn to turn, and says so in the log: role and leader changes are what an operator looks for. */
final class Leadership {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private final Raft raft;
    private final RaftMetrics metrics;
    private long leader;
    private long term;
    private RoleName role = RoleName.FOLLOWER;

    Leadership(Raft raft, RaftMetrics metrics) {
        this.raft = raft;
        this.metrics = metrics;
        this.term = raft.currentTerm();
    }

    /** What has become of the leader since the last turn. */
    enum Change {
        /** Nothing. */
        SAME,
        /** There was none, and now there is one, or none in another term. */
        FOUND,
        /** The one that requests were handed to leads no more, whether or not there is another. */
        LOST
    }

    /** Looks once a turn. */
    Change observe() {
        report();
        if (leader == raft.leader() && term == raft.currentTerm()) {
            return Change.SAME;
        }
        metrics.leaderChanged();
        Change change = leader == 0 ? Change.FOUND : Change.LOST;
        leader = raft.leader();
        term = raft.currentTerm();
        return change;
    }

    private void report() {
        if (raft.role() != role) {
            role = raft.role();
            if (role == RoleName.CANDIDATE) {
                metrics.stoodForElection();
            }
            LOG.info(
                    "now {} server={} term={} lastIndex={}",
                    role,
                    hex(raft.self()),
                    raft.currentTerm(),
                    raft.log().lastIndex());
        }
        if (raft.leader() != leader && raft.leader() != raft.self()) {
            if (raft.leader() == 0) {
                LOG.info(
                        "lost the leader server={} leader={} term={}",
                        hex(raft.self()),
                        hex(leader),
                        raft.currentTerm());
            } else {
                LOG.info(
                        "found the leader server={} leader={} term={}",
                        hex(raft.self()),
                        hex(raft.leader()),
                        raft.currentTerm());
            }
        }
    }

    private static String hex(long id) {
        return Long.toHexString(id);
    }
}
