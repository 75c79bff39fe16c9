package io.raftkv.server.enrolment;

import io.raftkv.raft.storage.NioDisk;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new member of a server whose data is damaged or lost. In this order, so that it can end anywhere and be begun again:
 * first the cluster puts a new member in the place of the former one, after which nothing that the former one might say
 * counts; then the damaged data is moved aside; then the file {@code member} says who the server is now. Everything happens
 * inside the data directory, which may be a mount point.
 */
final class Rebuild {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

    private static final String DAMAGED = "damaged-";
    private static final List<String> DATA = List.of("raft", "store");

    private final ServerConfig config;
    private final PeerClient peers;
    private final long damaged;
    private final MemberFile file;
    private final ClaimFile claim;

    /**
     * The rebuilding of a member.
     *
     * @param damaged its id
     */
    Rebuild(ServerConfig config, PeerClient peers, long damaged) {
        this.config = config;
        this.peers = peers;
        this.damaged = damaged;
        this.file = new MemberFile(config.dataDir());
        this.claim = new ClaimFile(config.dataDir());
    }

    /** Whether the data is the damaged member's, as far as it says whose it is. The flag may have stayed after a rebuild. */
    boolean isDue() {
        MemberFile.@Nullable Content written;
        try {
            written = file.read();
        } catch (StartRefusedException unreadable) {
            return true;
        }
        if (written == null || written.identity().memberId() == damaged) {
            return true;
        }
        LOG.info(
                "--rebuild-from-peers does nothing, since the data is not that member's: remove the flag"
                        + " damagedMember={} member={} dataDir={}",
                Long.toHexString(damaged),
                written.identity().hexMemberId(),
                config.dataDir());
        return false;
    }

    /**
     * Who the server is from now on. Its data directory says it, and holds no other data in use.
     *
     * @throws StartRefusedException when the others cannot be asked or refuse, or the damaged data cannot be moved
     */
    ClusterIdentity newIdentity() {
        requireNobodyRuns();
        var aside = prepareToMove();
        var newcomer = NewcomerQuestion.of(config, claim).inThePlaceOf(damaged);
        var answer = newcomer.ask(peers::replace);
        return switch (answer.getOutcome()) {
            case ENLISTED -> {
                var identity = newcomer.identity(answer);
                moveAside(aside);
                file.write(new MemberFile.Content(identity, MemberFile.Progress.ENLISTED));
                claim.delete();
                LOG.info("rebuilding from its peers as a new member member={}", identity.hexMemberId());
                yield identity;
            }
            case NO_SUCH_MEMBER ->
                throw new StartRefusedException("none of the members of cluster "
                        + Long.toHexString(answer.getClusterId()) + " has the peer URL " + newcomer.peerUrl()
                        + ", so there is none to rebuild: the members are "
                        + NewcomerQuestion.print(answer.getMembersList()));
            case OTHER_MEMBER ->
                throw new StartRefusedException(
                        "--rebuild-from-peers=" + Long.toHexString(damaged) + ": the member with"
                                + " peer URL " + newcomer.peerUrl() + " is " + Long.toHexString(answer.getMemberId())
                                + ": give the id of the member that this server was, see kvctl member list");
            case STARTED_BEFORE ->
                throw new StartRefusedException("member " + Long.toHexString(damaged) + " was replaced already, and the"
                        + " member that has taken its place at " + newcomer.peerUrl()
                        + " has been running: if its data is"
                        + " lost, too, give its id to --rebuild-from-peers, see kvctl member list");
            case UNKNOWN, UNRECOGNIZED -> throw NewcomerQuestion.otherVersion();
        };
    }

    /** A server that runs on this data would lose it, and one that is the member elsewhere would be thrown out. */
    private void requireNobodyRuns() {
        if (!peers.survey(config.peer().advertise(), PeerClient.Knowledge.OWN).isEmpty()) {
            throw new StartRefusedException(
                    "a server answers on " + config.ownEntry().peerUrl()
                            + ", where this one is to be reached: stop it before this member is rebuilt");
        }
        if (!Files.isDirectory(Enrolment.raftDirectory(config))) {
            return;
        }
        try {
            NioDisk.open(Enrolment.raftDirectory(config)).lock().close();
        } catch (RuntimeException inUse) {
            throw inUse;
        } catch (Exception e) {
            throw new StartRefusedException("data directory " + config.dataDir() + " cannot be locked: " + e, e);
        }
    }

    /** Finds out whether files can be moved here before the cluster is asked for anything. */
    private Path prepareToMove() {
        var aside = config.dataDir().resolve(DAMAGED + TIMESTAMP.format(LocalDateTime.now(ZoneOffset.UTC)));
        try {
            Files.createDirectories(aside);
            var probe = Files.createFile(config.dataDir().resolve(DAMAGED + "probe"));
            var moved = aside.resolve(probe.getFileName());
            Files.move(probe, moved, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(moved);
            return aside;
        } catch (IOException e) {
            throw new StartRefusedException(
                    "damaged data cannot be moved to " + aside + ": " + e
                            + ". Put that right and start again; the cluster has not been asked to replace the member",
                    e);
        }
    }

    private void moveAside(Path aside) {
        try {
            var member = config.dataDir().resolve("member");
            if (Files.exists(member)) {
                // Not moved: until it is replaced it must say that this server has lost its data.
                Files.copy(member, aside.resolve("member"));
            }
            for (var name : DATA) {
                var data = config.dataDir().resolve(name);
                if (Files.exists(data)) {
                    Files.move(data, aside.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new StartRefusedException(
                    "damaged data cannot be moved to " + aside + ": " + e
                            + ". The cluster has a new member in the place of this one already: put that right and start"
                            + " again with the same flags",
                    e);
        }
        LOG.info("moved the damaged data aside to={}", aside);
    }
}
