package io.raftkv.raft.core;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All the other servers that a leader replicates to: those of the latest configuration, and those that are leaving (P 6). */
final class Peers {

    private final long self;
    private final SortedMap<Long, Peer> peers = new TreeMap<>();

    Peers(long self) {
        this.self = self;
    }

    boolean contains(long server) {
        return peers.containsKey(server);
    }

    Peer get(long server) {
        Peer peer = peers.get(server);
        if (peer == null) {
            throw new IllegalArgumentException("server " + server + " is not one of " + peers.keySet());
        }
        return peer;
    }

    Collection<Peer> all() {
        return peers.values();
    }

    /** The latest configuration is in force from the moment that it is in the log (P 6): new members are replicated to. */
    void adopt(Raft raft) {
        for (long server : raft.configuration().members()) {
            if (server != self) {
                peers.computeIfAbsent(
                        server, added -> new Peer(added, raft.log().lastIndex(), raft.now()));
            }
        }
    }

    /** {@code C_new} is committed: those who are not in it are told so, and are heard from no more. */
    void dropFormerMembers(Leader leader, Raft raft, Effects effects) {
        for (Peer peer : List.copyOf(peers.values())) {
            if (!raft.configuration().contains(peer.id())) {
                peer.sendHeartbeat(leader, raft, effects);
                peers.remove(peer.id());
            }
        }
    }

    /** Whether this leader has heard from a server within an election timeout. */
    boolean isAlive(long server, Raft raft) {
        return server == self || (contains(server) && get(server).isAlive(raft));
    }

    /** Of the other voters that are alive the one that has most of the log, 0 if there is none. */
    long furthestVoter(Raft raft) {
        long furthest = 0;
        for (Peer peer : peers.values()) {
            boolean candidate = raft.configuration().voters().contains(peer.id()) && isAlive(peer.id(), raft);
            if (candidate && (furthest == 0 || peer.matchIndex() > get(furthest).matchIndex())) {
                furthest = peer.id();
            }
        }
        return furthest;
    }

    /** The first index that the log must not forget on account of those that catch up after a snapshot. */
    long neededFrom(Raft raft) {
        long needed = Long.MAX_VALUE;
        for (Peer peer : peers.values()) {
            needed = Math.min(needed, peer.neededFrom(raft));
        }
        return needed;
    }
}
