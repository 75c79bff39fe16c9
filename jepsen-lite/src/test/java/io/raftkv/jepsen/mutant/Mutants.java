package io.raftkv.jepsen.mutant;

import static io.raftkv.jepsen.mutant.Replacement.ofCore;
import static io.raftkv.jepsen.mutant.Replacement.ofServer;

import java.util.List;

/** The planted mistakes. Each is what a good engineer might write on a bad day, or has written. */
final class Mutants {

    /**
     * The simulation looks into the servers, and their own assertions stop them and the test. Without all that a server which stops itself
     * is started again, and only the history of the clients can tell.
     */
    static final List<Replacement> NO_REFEREE = List.of(
            ofCore("sim.SimulatedCluster", "throw errors.getFirst();", "return;"),
            ofCore("sim.SimulatedCluster", "guarantees.check(raft);", ""),
            ofCore(
                    "sim.Guarantees",
                    "LogEntry other = applied.putIfAbsent(entry.index(), entry);",
                    "if (true) { return; } LogEntry other = null;"),
            ofCore(
                    "sim.SimulatedServer",
                    "return disk.errors() > errorsBefore || disk.isUnfaithful();",
                    "return true;"));

    /** Reads rely on leases, for clocks that drift by a fifth at most. */
    private static final List<Replacement> LEASES = List.of(ofCore(
            "sim.SimulatedCluster",
            ".withRetainedEntries(20)",
            ".withRetainedEntries(20).withReadPolicy(new io.raftkv.raft.core.ReadPolicy.Lease(0.2))"));

    /** No workload compacts: every store does it by itself, after every tenth revision. */
    private static final List<Replacement> COMPACTION = List.of(
            ofServer(
                    "mvcc.ApplyBatch",
                    "new StoreState(revision, compactedRevision, appliedIndex);",
                    "new StoreState(revision, Math.max(compactedRevision, revision / 10 * 10), appliedIndex);"),
            ofServer(
                    "mvcc.MvccStore",
                    "compaction.compactTo(committed.compactedRevision());",
                    "compaction.compactTo(committed.compactedRevision()); while (compaction.step()) {}"));

    private static final String LOSES_LEADER = """
                        lost.answer()
                                .completeExceptionally(
                                        new RaftException.OutcomeUnknown("the leader was lost while the proposal was under way"));
            """;

    static final List<Mutant> FOUND = List.of(
            // Durability.
            Mutant.of(
                    "a follower acknowledges entries before its disk has forced them",
                    Trial.of("set", "followers-lose-power.txt"),
                    3,
                    ofCore(
                            "core.Follower",
                            "effects.sendWhenDurable(request.accepted(lastNewIndex));",
                            "effects.send(request.accepted(lastNewIndex));")),
            Mutant.of(
                    "the leader counts its own copy before its disk has forced it",
                    Trial.of("set", "leader-loses-power.txt"),
                    5,
                    ofCore("core.OwnDisk", "newBytes = 0;\n        }", "newBytes = 0;\n matchIndex = lastIndex;\n }")),
            Mutant.of(
                    "the vote is not written down before it leaves (vote-not-forced)",
                    Trial.of("register", "forgetful-voter.txt"),
                    3,
                    ofCore(
                            "core.Raft",
                            "votedFor = candidate;\n            effects.write(new Effects.Write.TermAndVote(currentTerm, votedFor));",
                            "votedFor = candidate;")),
            // Reads.
            Mutant.of(
                    "a read joins a round that was begun before it came (stale ReadIndex)",
                    Trial.of("register", "slow-link+partition-half"),
                    100,
                    ofCore(
                            "core.ReadRounds",
                            "waiting.add(read);",
                            "(confirming.isEmpty() ? waiting : confirming).add(read);")),
            Mutant.of(
                    "a leader answers reads without asking a majority",
                    Trial.of("register", "clock-freeze+partition-one"),
                    10,
                    ofCore(
                            "core.Leader",
                            "if (lease.isInForce(raft.now()) && hasCommittedInItsTerm(raft)) {",
                            "if (hasCommittedInItsTerm(raft)) {")),
            Mutant.of(
                    "a new leader answers reads before it has committed in its term (readindex-before-own-commit)",
                    Trial.of("register", "kill-all+slow-link"),
                    10,
                    ofCore(
                            "core.Leader",
                            "return raft.log().termAt(raft.log().commitIndex()) == raft.currentTerm();",
                            "return true;")),
            Mutant.of(
                    "a read does not wait until its index is applied",
                    Trial.of("register", "partition-half+kill"),
                    5,
                    ofCore(
                            "node.Applier",
                            "boolean ready = next.readIndex() <= appliedIndex;",
                            "boolean ready = true;")),
            Mutant.of(
                            "a lease lasts an election timeout, however clocks drift (lease-read-clock)",
                            Trial.of("register", "slow-leader.txt"),
                            10,
                            ofCore(
                                    "core.Lease",
                                    "return (long) (electionTimeoutNanos * (1 - maxClockDrift) / (1 + maxClockDrift));",
                                    "return electionTimeoutNanos;"))
                    .in(LEASES),
            // Replication and elections.
            Mutant.of(
                    "the check of the previous entry's term is skipped",
                    Trial.of("register", "primaries+partition-half"),
                    10,
                    ofCore(
                            "core.Follower",
                            "if (!raft.log().contains(request.prevLog())) {",
                            "if (request.prevLog().index() > raft.log().lastIndex()) {")),
            Mutant.of(
                    "a follower commits up to the end of its log, not up to the last new entry",
                    Trial.of("register", "primaries+partition-half"),
                    5,
                    ofCore(
                            "core.Follower",
                            "followCommitIndex(request.leaderCommit(), lastNewIndex, raft, effects);",
                            "followCommitIndex(request.leaderCommit(), raft.log().lastIndex(), raft, effects);")),
            Mutant.of(
                    "a follower acknowledges its whole log, not just what it was sent",
                    Trial.of("register", "primaries+partition-half"),
                    10,
                    ofCore(
                            "core.Follower",
                            "effects.sendWhenDurable(request.accepted(lastNewIndex));",
                            "effects.sendWhenDurable(request.accepted(raft.log().lastIndex()));")),
            Mutant.of(
                    "an old AppendEntries cuts off what follows it (duplicated-append)",
                    Trial.of("register", "flapping+slow-link"),
                    10,
                    ofCore(
                            "core.Log",
                            "if (contains(entry.position())) {\n                continue;",
                            "if (contains(entry.position()) && entry.index() <= commitIndex) {\n continue;")),
            Mutant.of(
                    "votes go to candidates whose logs are behind",
                    Trial.of("register", "primaries+partition-half"),
                    5,
                    ofCore(
                            "core.Raft",
                            "if (!free || !request.lastLog().isAtLeastAsUpToDateAs(log.last())) {",
                            "if (!free) {"),
                    ofCore(
                            "core.Raft",
                            "boolean upToDate = request.lastLog().isAtLeastAsUpToDateAs(log.last());",
                            "boolean upToDate = true;")),
            // Members.
            Mutant.of(
                    "a joint configuration asks the new members only (one-sided joint quorum)",
                    Trial.of("register", "one-sided-joint.txt").nodes(5),
                    3,
                    ofCore(
                            "core.Configuration",
                            "return isJoint() ? Math.min(reached, reachedByMajority(oldVoters, value)) : reached;",
                            "return reached;")),
            Mutant.of(
                    "two members leave at once without a joint configuration",
                    Trial.of("register", "one-sided-joint.txt").nodes(5),
                    3,
                    ofCore("core.MembershipChanges", "if (target.voters().equals(current.voters())) {", "if (true) {")),
            // Requests of clients.
            Mutant.of(
                    "a forwarded proposal that arrives twice is applied twice",
                    Trial.of("kv", "duplicate"),
                    3,
                    ofCore("core.Leader", "if (taken.isNew(forwarded.from(), proposal.number())) {", "if (true) {")),
            Mutant.of(
                    "what a lost leader was given is proposed again (retried-write-twice)",
                    Trial.of("append", "duplicate+partition-half"),
                    10,
                    ofCore("node.PendingProposals", LOSES_LEADER, "held.add(lost);\n")),
            Mutant.of(
                    "what a lost leader was given is said to have had no effect",
                    Trial.of("set", "duplicate+partition-half"),
                    10,
                    ofCore(
                            "node.PendingProposals",
                            LOSES_LEADER,
                            "lost.answer().completeExceptionally(new RaftException.NoLeader(\"lost\"));\n")),
            // The store.
            Mutant.of(
                    "a crash after a snapshot was installed leaves its state with the former keys (snapshot swap not atomic)",
                    Trial.of("set", "killed-after-snapshot.txt"),
                    10,
                    ofServer(
                            "mvcc.MemoryStore",
                            "check.accept(new MemoryView(contents));\n        flushed = contents;",
                            "check.accept(new MemoryView(contents)); flushed = contents.with(Space.KEYS, flushed.keys());")),
            Mutant.of(
                    "a delete that finds nothing makes a revision (revision gap)",
                    Trial.of("kv", "none"),
                    1,
                    ofServer(
                            "mvcc.RevisionWriter", "return written == 0 ? before : before + 1;", "return before + 1;")),
            Mutant.of(
                            "compaction frees a tombstone and leaves the version before it (delete resurrected)",
                            Trial.of("kv", "none"),
                            1,
                            ofServer(
                                    "mvcc.Compaction",
                                    "transaction.delete(Space.KEYS, older);",
                                    "if (!VersionKey.isTombstone(versionKey)) { transaction.delete(Space.KEYS, older); }"))
                    .in(COMPACTION));

    /** Looked for in vain; with what says the README. */
    static final List<Mutant> NOT_FOUND = List.of(
            Mutant.of(
                    "entries of an earlier term are committed by counting copies (old-term-commit)",
                    Trial.of("register", "slow-link+partition-half+kill").nodes(5),
                    0,
                    ofCore(
                            "core.Leader",
                            "if (raft.log().termAt(majorityIndex) == raft.currentTerm()) {",
                            "if (true) {")),
            Mutant.of(
                    "the vote is written, but leaves before it is forced (vote-not-forced)",
                    Trial.of("register", "power-loss+disk-slow"),
                    0,
                    ofCore(
                            "core.Raft",
                            "effects.sendWhenDurable(request.granted());",
                            "effects.send(request.granted());")),
            Mutant.of(
                    "a configuration stays in force when its entry is truncated (config-survives-truncation)",
                    Trial.of("register", "membership+partition-half"),
                    0,
                    ofCore(
                            "core.Configurations",
                            "while (entries.size() > 1 && entries.getLast().index() >= fromIndex) {",
                            "while (entries.isEmpty()) {")));

    private Mutants() {}
}
