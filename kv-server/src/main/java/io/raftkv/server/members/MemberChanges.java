package io.raftkv.server.members;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.kv.ReplicatedStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Changes who takes part. What clients ask is checked against the members as they are, so that they are told in the words
 * that they know what is wrong; the leader checks once more that the change fits.
 *
 * <p>Two requests that are checked at the same time do not see each other: two members can be added with the same peer URL.
 * That does no harm to the cluster, since only one server can be reached there; remove the other one.
 *
 * <p>Any thread may call it; nothing blocks. The futures fail with a {@link MemberException}, or with a
 * {@link io.raftkv.raft.node.RaftException} when the cluster could not do it.
 */
public final class MemberChanges {

    /**
     * How long a member has between the notice of its removal and the removal, to end what it has under way: it is told nothing
     * any more afterwards.
     */
    public static final Duration NOTICE = Duration.ofMillis(300);

    /**
     * What adding a member has led to.
     *
     * @param member the new member
     * @param roster the members now
     */
    public record Added(Member member, Roster roster) {}

    private final RaftNode<?> node;
    private final MemberDirectory directory;
    private final ReplicatedStore store;
    private final ConfigurationChange configuration;
    private final MemberIds ids;
    private final int maxLearners;

    /**
     * Changes the members of this node's cluster.
     *
     * @param ids draws those of new members
     * @param maxLearners how many members may be learners at a time, those aside who are to vote as soon as they have caught up
     */
    public MemberChanges(
            RaftNode<?> node,
            MemberDirectory directory,
            ReplicatedStore store,
            MemberIds ids,
            int maxLearners,
            Pause pause) {
        this.node = node;
        this.directory = directory;
        this.store = store;
        this.configuration = new ConfigurationChange(node, pause);
        this.ids = ids;
        this.maxLearners = maxLearners;
    }

    /**
     * Adds a member.
     *
     * @param peerUrls where the others will reach it
     * @param role {@link Member.Role#LEARNER}, or else it becomes a voter as soon as it has caught up
     */
    public CompletableFuture<Added> add(List<String> peerUrls, Member.Role role) {
        return directory.latest().thenCompose(roster -> {
            var urls = PeerUrls.canonical(peerUrls);
            if (roster.findByPeerUrl(urls) != null) {
                throw new MemberException(MemberError.PEER_URLS_EXIST);
            }
            if (role == Member.Role.LEARNER && roster.with(Member.Role.LEARNER).size() >= maxLearners) {
                throw new MemberException(MemberError.TOO_MANY_LEARNERS);
            }
            long id = ids.draw(urls, roster);
            return make(add(id, urls, role), MemberError.ID_EXISTS)
                    .thenApply(after -> new Added(after.require(id), after));
        });
    }

    private static Step add(long id, List<String> urls, Member.Role role) {
        var address = PeerUrls.join(urls);
        return role == Member.Role.LEARNER ? new Step.AddLearner(id, address) : new Step.Join(id, address);
    }

    /** Removes a member, the leader or this one included. */
    public CompletableFuture<Roster> remove(long id) {
        return directory.latest().thenCompose(roster -> {
            roster.require(id);
            requireAnotherVoter(roster, id);
            return store.retire(id)
                    .thenCompose(retired -> notice())
                    .thenCompose(noticed -> make(new Step.Remove(id), MemberError.NOT_FOUND));
        });
    }

    private static CompletableFuture<Void> notice() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(NOTICE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Lets the others reach a member elsewhere. */
    public CompletableFuture<Roster> move(long id, List<String> peerUrls) {
        return directory.latest().thenCompose(roster -> {
            roster.require(id);
            var urls = PeerUrls.canonical(peerUrls);
            var there = roster.findByPeerUrl(urls);
            if (there != null && there.id() != id) {
                throw new MemberException(MemberError.PEER_URLS_EXIST);
            }
            return make(new Step.Move(id, PeerUrls.join(urls)), MemberError.NOT_FOUND);
        });
    }

    /** Makes a voter of a learner that has caught up. */
    public CompletableFuture<Roster> promote(long id) {
        return directory.latest().thenCompose(roster -> {
            if (roster.require(id).role() == Member.Role.VOTER) {
                throw new MemberException(MemberError.NOT_A_LEARNER);
            }
            return make(new Step.Promote(id), MemberError.NOT_A_LEARNER);
        });
    }

    /**
     * Puts a new member in the place of one that has lost its data, with the same peer URLs and role, in one change. The new one
     * is a voter at once if the former one was: it counts as soon as it has the log, and until then is missed as the former
     * one was.
     *
     * @param peerUrls of the member that is replaced
     */
    public CompletableFuture<Added> replace(List<String> peerUrls) {
        return directory.latest().thenCompose(roster -> {
            var former = roster.findByPeerUrl(PeerUrls.canonical(peerUrls));
            if (former == null) {
                throw new MemberException(MemberError.NOT_FOUND);
            }
            requireAnotherVoter(roster, former.id());
            long id = ids.draw(former.peerUrls(), roster);
            var change = MembershipChange.of(new Step.Remove(former.id()), substitute(id, former));
            return store.retire(former.id())
                    .thenCompose(retired -> configuration.make(change, MemberError.NOT_FOUND))
                    .thenCompose(directory::after)
                    .thenApply(after -> new Added(after.require(id), after));
        });
    }

    private static Step substitute(long id, Member former) {
        var address = PeerUrls.join(former.peerUrls());
        return switch (former.role()) {
            case VOTER -> new Step.AddVoter(id, address);
            case LEARNER -> new Step.AddLearner(id, address);
            case JOINING -> new Step.Join(id, address);
        };
    }

    /** Hands the leadership from this member to another voter. */
    public CompletableFuture<Void> moveLeader(long target) {
        var status = node.status();
        if (status.leader() != status.self()) {
            return CompletableFuture.failedFuture(new MemberException(MemberError.NOT_LEADER));
        }
        if (!status.configuration().voters().contains(target)) {
            return CompletableFuture.failedFuture(new MemberException(MemberError.BAD_TRANSFEREE));
        }
        return target == status.self()
                ? CompletableFuture.completedFuture(null)
                : node.transferLeadership(target).thenAccept(leader -> {});
    }

    private CompletableFuture<Roster> make(Step step, MemberError ifImpossible) {
        return configuration.make(MembershipChange.of(step), ifImpossible).thenCompose(directory::after);
    }

    /** The last voter cannot leave: nobody would be left to agree. */
    private static void requireAnotherVoter(Roster roster, long id) {
        var voters = roster.with(Member.Role.VOTER);
        if (voters.contains(id) && voters.size() == 1) {
            throw new MemberException(MemberError.NOT_ENOUGH_STARTED);
        }
    }
}
