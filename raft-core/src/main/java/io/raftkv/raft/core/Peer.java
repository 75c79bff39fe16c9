package io.raftkv.raft.core;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What a leader knows of one of the other servers (P Figure 2, volatile state on leaders), and how it replicates to it.
 *
 * <p>A peer whose log is known to match is sent entries ahead of its answers, within a window (D 10.2.2, pipelining). A peer
 * whose log is not known yet is probed: one message with entries, and heartbeats, until one of them is accepted. A peer that
 * lacks entries which are no longer in the log is sent a snapshot (P 7), and heartbeats meanwhile.
 */
final class Peer {

    private enum Mode {
        /** It is not known where the logs agree: {@code nextIndex} is a guess. */
        PROBE,
        /** The logs agree up to {@code matchIndex}; {@code nextIndex} runs ahead of it by what is on its way. */
        REPLICATE,
        /** It needs a snapshot, which is being taken; {@code nextIndex} is the first entry that the log has. */
        SNAPSHOT_WANTED,
        /** A snapshot is on its way; {@code nextIndex} is the first entry behind it, which the log may have forgotten since. */
        SNAPSHOT_SENT
    }

    private record Inflight(long lastIndex, long bytes) {}

    private final long id;
    private Mode mode = Mode.PROBE;

    /** Index of the next log entry to send to that server (P Figure 2). */
    private long nextIndex;

    /** Index of highest log entry known to be replicated, durably, on that server (P Figure 2). */
    private long matchIndex;

    /** When it was last heard from, in nanoseconds; until it is, when this leader began to wait for it. */
    private long lastContact;

    private boolean hasAnswered;

    /** The latest round in which it confirmed this leader (D 6.4). */
    private long confirmedRound;

    /** The round and the commit index of the last message to it. */
    private long sentRound;

    private long sentCommit;

    /** Messages with entries that are not answered yet, and the bytes in them. */
    private final ArrayDeque<Inflight> inflight = new ArrayDeque<>();

    private long inflightBytes;

    /** Entries for it are being fetched from disk; nothing else is sent meanwhile but heartbeats. */
    private boolean fetching;

    /** It needed a snapshot, and has not come as far since that it needs no more than what the log retains anyway. */
    private boolean catchesUp;

    /** A server that this leader has to do with from now on. */
    Peer(long id, long lastLogIndex, long now) {
        this.id = id;
        this.nextIndex = lastLogIndex + 1;
        this.lastContact = now;
    }

    long id() {
        return id;
    }

    long matchIndex() {
        return matchIndex;
    }

    long lastContact() {
        return lastContact;
    }

    long confirmedRound() {
        return confirmedRound;
    }

    /** How far it has come, for whoever watches. */
    PeerProgress progress() {
        var state = switch (mode) {
            case PROBE -> PeerProgress.State.PROBE;
            case REPLICATE -> PeerProgress.State.REPLICATE;
            case SNAPSHOT_WANTED, SNAPSHOT_SENT -> PeerProgress.State.SNAPSHOT;
        };
        return new PeerProgress(id, state, nextIndex, matchIndex, lastContact);
    }

    // What comes back.

    /** Any answer of the current term: the peer is alive, and took this server for the leader in that round. */
    void hear(long now, long round) {
        lastContact = now;
        hasAnswered = true;
        confirmedRound = Math.max(confirmedRound, round);
    }

    /** If successful: update nextIndex and matchIndex for follower (P Figure 2, rules for leaders). */
    void accept(long newMatchIndex, Raft raft) {
        matchIndex = Math.max(matchIndex, newMatchIndex);
        while (!inflight.isEmpty() && inflight.peekFirst().lastIndex() <= matchIndex) {
            inflightBytes -= inflight.removeFirst().bytes();
        }
        switch (mode) {
            case PROBE -> restartFrom(matchIndex + 1, Mode.REPLICATE);
            case REPLICATE -> nextIndex = Math.max(nextIndex, matchIndex + 1);
            case SNAPSHOT_WANTED, SNAPSHOT_SENT -> {
                boolean installed = matchIndex >= nextIndex - 1;
                if (installed) {
                    restartFrom(matchIndex + 1, Mode.REPLICATE);
                }
            }
        }
        catchesUp &= matchIndex + raft.config().retainedEntries() < raft.log().commitIndex();
    }

    /**
     * If AppendEntries fails because of log inconsistency: decrement nextIndex and retry (P Figure 2), by as much as the
     * hint allows (P 5.3, end). A rejection at or below matchIndex is old: that much is stored by now. One at or above
     * nextIndex answers an attempt that was given up since. While a snapshot is on its way, rejections are no news.
     */
    void reject(AppendEntriesResponse.Rejected rejected, Log log) {
        boolean outdated = rejected.prevLogIndex() <= matchIndex || rejected.prevLogIndex() >= nextIndex;
        if (outdated || waitsForSnapshot()) {
            return;
        }
        long lastCommon = log.lastPossiblyShared(rejected.hint()).index();
        restartFrom(Math.max(lastCommon, matchIndex) + 1, Mode.PROBE);
    }

    private void restartFrom(long newNextIndex, Mode newMode) {
        mode = newMode;
        nextIndex = newNextIndex;
        inflight.clear();
        inflightBytes = 0;
    }

    // What goes out.

    /** Sends what the peer lacks and its window allows. */
    void sendEntries(Leader leader, Raft raft, Effects effects) {
        while (!fetching
                && nextIndex <= raft.log().lastIndex()
                && windowIsOpen(raft.config().windows())) {
            if (nextIndex < raft.log().firstIndex()) {
                needSnapshot(raft, effects);
            } else if (raft.log().isInMemory(nextIndex)) {
                long maxBytes = raft.config().windows().maxAppendBytes();
                send(raft.log().entries(nextIndex, raft.log().lastIndex(), maxBytes), leader, raft, effects);
            } else {
                fetch(raft, effects);
            }
        }
    }

    private boolean windowIsOpen(RaftConfig.Windows windows) {
        return switch (mode) {
            case PROBE -> inflight.isEmpty();
            case REPLICATE ->
                inflight.size() < windows.maxInflightMessages() && inflightBytes < windows.maxInflightBytes();
            case SNAPSHOT_WANTED, SNAPSHOT_SENT -> false;
        };
    }

    private void send(List<LogEntry> entries, Leader leader, Raft raft, Effects effects) {
        long bytes = 0;
        for (LogEntry entry : entries) {
            bytes += entry.sizeInBytes();
        }
        long lastIndex = entries.getLast().index();
        effects.fired(Rule.SEND_ENTRIES);
        sendAppendEntries(entries, leader, raft, effects);
        inflight.addLast(new Inflight(lastIndex, bytes));
        inflightBytes += bytes;
        if (mode == Mode.REPLICATE) {
            nextIndex = lastIndex + 1;
        }
    }

    private void fetch(Raft raft, Effects effects) {
        fetching = true;
        effects.read(new Effects.ReadEntries(
                id,
                raft.currentTerm(),
                nextIndex,
                raft.log().lastIndex(),
                raft.config().windows().maxAppendBytes()));
    }

    /** Entries came from disk; they are of use unless the peer answered something else, or the log forgot them, meanwhile. */
    void fetched(List<LogEntry> entries, Leader leader, Raft raft, Effects effects) {
        fetching = false;
        boolean wanted = !entries.isEmpty()
                && entries.getFirst().index() == nextIndex
                && nextIndex >= raft.log().firstIndex()
                && raft.log().contains(entries.getLast().position());
        if (wanted && windowIsOpen(raft.config().windows())) {
            send(entries, leader, raft, effects);
        }
    }

    /**
     * Tells the peer of a new round, for which reads wait, and of a new commit index: the peer's clients wait until it applies
     * their commands, and the next heartbeat may be long in coming. While entries are on their way the commit index can wait: their
     * answers open the window, or bring the commit index on, soon.
     */
    void sendNews(Leader leader, Raft raft, Effects effects) {
        boolean newRound = sentRound < leader.round();
        boolean newCommit = sentCommit < raft.log().commitIndex() && inflight.isEmpty();
        if (newRound || newCommit) {
            sendHeartbeat(leader, raft, effects);
        }
    }

    /**
     * Says that the leader is there, so that nobody stands for election and checks of the quorum hear from the peer. Its prevLog is the last entry that was sent: when a message before it was lost, the
     * follower rejects the heartbeat, and is probed again. That is how a leader retries indefinitely (P 5.3); there is no
     * other retransmission.
     */
    void sendHeartbeat(Leader leader, Raft raft, Effects effects) {
        if (nextIndex < raft.log().firstIndex() && mode != Mode.SNAPSHOT_SENT) {
            needSnapshot(raft, effects);
        }
        sendAppendEntries(List.of(), leader, raft, effects);
    }

    private void sendAppendEntries(List<LogEntry> entries, Leader leader, Raft raft, Effects effects) {
        sentRound = leader.round();
        sentCommit = raft.log().commitIndex();
        effects.send(new AppendEntries(
                raft.self(),
                id,
                raft.currentTerm(),
                raft.log().positionAt(Math.max(nextIndex, raft.log().firstIndex()) - 1),
                entries,
                sentCommit,
                sentRound));
    }

    // Snapshots (P 7).

    /**
     * The entry at {@code nextIndex} is gone. From here on heartbeats name the last one that is. A peer that is silent costs no
     * snapshot: when it answers again, it says how much it has.
     */
    private void needSnapshot(Raft raft, Effects effects) {
        if (isAlive(raft)) {
            effects.fired(Rule.NEEDS_SNAPSHOT);
            catchesUp = true;
            restartFrom(raft.log().firstIndex(), Mode.SNAPSHOT_WANTED);
            effects.wantSnapshot();
        } else {
            restartFrom(raft.log().firstIndex(), Mode.PROBE);
        }
    }

    /** Whether it has answered this leader within an election timeout. */
    boolean isAlive(Raft raft) {
        return hasAnswered
                && raft.now() - lastContact < raft.config().electionTimeout().toNanos();
    }

    /** A snapshot is there; if this peer waits for one, and it still joins the log, it is sent. */
    void snapshotTaken(long lastIncludedIndex, Raft raft, Effects effects) {
        if (mode != Mode.SNAPSHOT_WANTED) {
            return;
        }
        if (lastIncludedIndex < raft.log().firstIndex() - 1) {
            effects.wantSnapshot(); // taken too early: the log has moved on meanwhile
            return;
        }
        restartFrom(lastIncludedIndex + 1, Mode.SNAPSHOT_SENT);
        effects.fired(Rule.SEND_SNAPSHOT);
        effects.sendSnapshot(new InstallSnapshot(
                raft.self(), id, raft.currentTerm(), raft.log().snapshotAt(lastIncludedIndex)));
    }

    /** Well or not, the sending is over: the peer is probed, and its answer tells what it has now. */
    void snapshotTransferEnded(long lastIncludedIndex) {
        if (mode == Mode.SNAPSHOT_SENT && nextIndex == lastIncludedIndex + 1) {
            restartFrom(nextIndex, Mode.PROBE);
        }
    }

    /**
     * The first index that the log must not forget on this peer's account: without what follows its snapshot it would need
     * another one as soon as that has arrived, and with a slow network or disk another one after that. A peer that is silent
     * holds nothing.
     */
    long neededFrom(Raft raft) {
        if (!catchesUp || !isAlive(raft)) {
            return Long.MAX_VALUE;
        }
        return waitsForSnapshot() ? nextIndex : matchIndex + 1;
    }

    private boolean waitsForSnapshot() {
        return mode == Mode.SNAPSHOT_WANTED || mode == Mode.SNAPSHOT_SENT;
    }
}
