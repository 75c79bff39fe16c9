package io.raftkv.server.members;

import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.proto.MemberAttributes;
import java.util.concurrent.CompletableFuture;

/**
 * Tells newcomers who they are. Each id is given out once: a server that comes with an empty data directory a second time has
 * lost what it had promised as that member, and would vote as if it had promised nothing (known bug wiped-voter).
 *
 * <p>Any thread may call it; nothing blocks. The futures fail as those of {@link MemberChanges} do.
 */
public final class Enlistment {

    /** What became of a newcomer. */
    public enum Outcome {
        /** It is the member from now on. */
        ENLISTED,
        /** None of the members is to be reached where the newcomer is. */
        NO_SUCH_MEMBER,
        /** The member that is to be reached there has been running, with data that the newcomer does not have. */
        STARTED_BEFORE,
        /** The member that is to be reached there is not the one that the newcomer is to replace. */
        OTHER_MEMBER
    }

    /**
     * The answer to a newcomer.
     *
     * @param id of the member that it is, or of the one that is there instead; 0 when there is neither
     * @param roster who takes part
     */
    public record Answer(Outcome outcome, long id, Roster roster) {}

    private final MemberDirectory directory;
    private final MemberChanges changes;
    private final ReplicatedStore store;

    /** Enlists newcomers in the cluster of this member. */
    public Enlistment(MemberDirectory directory, MemberChanges changes, ReplicatedStore store) {
        this.directory = directory;
        this.changes = changes;
        this.store = store;
    }

    /** Finds out which added member a newcomer is. A voter never is one: it has caught up before it became one. */
    public CompletableFuture<Answer> join(Newcomer newcomer) {
        return directory.latest().thenCompose(roster -> {
            var member = roster.findByPeerUrl(PeerUrls.canonical(newcomer.peerUrls()));
            if (member == null) {
                return CompletableFuture.completedFuture(new Answer(Outcome.NO_SUCH_MEMBER, 0, roster));
            }
            if (member.role() == Member.Role.VOTER) {
                return CompletableFuture.completedFuture(new Answer(Outcome.STARTED_BEFORE, 0, roster));
            }
            return claim(member.id(), newcomer, roster);
        });
    }

    /**
     * Makes a newcomer a new member in the place of one that was to be reached where it is. When that has happened already,
     * the newcomer is the one that took its place, unless that one has run.
     *
     * @param replaced id of the member that leaves
     */
    public CompletableFuture<Answer> replace(Newcomer newcomer, long replaced) {
        return directory.latest().thenCompose(roster -> {
            var there = roster.findByPeerUrl(PeerUrls.canonical(newcomer.peerUrls()));
            if (there == null) {
                return CompletableFuture.completedFuture(new Answer(Outcome.NO_SUCH_MEMBER, 0, roster));
            }
            if (there.id() != replaced) {
                return roster.removed().contains(replaced)
                        ? claim(there.id(), newcomer, roster)
                        : CompletableFuture.completedFuture(new Answer(Outcome.OTHER_MEMBER, there.id(), roster));
            }
            return changes.replace(newcomer.peerUrls())
                    .thenCompose(added -> claim(added.member().id(), newcomer, added.roster()));
        });
    }

    private CompletableFuture<Answer> claim(long id, Newcomer newcomer, Roster roster) {
        var attributes = MemberAttributes.newBuilder()
                .setId(id)
                .setName(newcomer.name())
                .addAllClientUrls(newcomer.clientUrls())
                .setClaim(newcomer.claim())
                .build();
        return store.claim(attributes)
                .thenApply(granted -> granted
                        ? new Answer(Outcome.ENLISTED, id, roster)
                        : new Answer(Outcome.STARTED_BEFORE, 0, roster));
    }
}
