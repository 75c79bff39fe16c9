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
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new member of a server whose data is damaged or lost. In this order, so that it can end anywhere and be begun again:
 * first the cluster puts a new member in the place of the former one, after which nothing that the former one might say
 * counts; then the damaged data is moved aside, in one step with which the new member's directory takes its place.
 */
final class Rebuild {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final ServerConfig config;
    private final PeerClient peers;

    Rebuild(ServerConfig config, PeerClient peers) {
        this.config = config;
        this.peers = peers;
    }

    /**
     * Who the server is from now on. Its data directory says it, and holds nothing else.
     *
     * @throws StartRefusedException when the others cannot be asked or refuse, or the damaged data cannot be moved
     */
    ClusterIdentity newIdentity() {
        requireNobodyRuns();
        var newcomer = NewcomerQuestion.of(config);
        var answer = newcomer.ask(peers::replace);
        return switch (answer.getOutcome()) {
            case ENLISTED -> {
                var identity = newcomer.identity(answer);
                replaceDirectory(identity);
                yield identity;
            }
            case NO_SUCH_MEMBER ->
                throw new StartRefusedException("none of the members of cluster "
                        + Long.toHexString(answer.getClusterId()) + " has the peer URL " + newcomer.peerUrl()
                        + ", so there is none to rebuild: the members are "
                        + NewcomerQuestion.print(answer.getMembersList()));
            case STARTED_BEFORE, UNKNOWN, UNRECOGNIZED -> throw NewcomerQuestion.otherVersion();
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

    private void replaceDirectory(ClusterIdentity identity) {
        var directory = config.dataDir().toAbsolutePath().normalize();
        var next = directory.resolveSibling(directory.getFileName() + ".rebuilt");
        new MemberFile(next).write(new MemberFile.Content(identity, MemberFile.Progress.ENLISTED));
        var damaged = directory.resolveSibling(
                directory.getFileName() + ".damaged-" + TIMESTAMP.format(LocalDateTime.now(ZoneOffset.UTC)));
        try {
            if (Files.exists(directory)) {
                Files.move(directory, damaged, StandardCopyOption.ATOMIC_MOVE);
                LOG.info("moved the damaged data aside from={} to={}", directory, damaged);
            }
            Files.move(next, directory, StandardCopyOption.ATOMIC_MOVE);
            NioDisk.open(directory); // makes the change durable
        } catch (IOException e) {
            throw cannotMove(directory, damaged, e);
        }
        LOG.info("rebuilding from its peers as a new member member={}", identity.hexMemberId());
    }

    private static StartRefusedException cannotMove(Path directory, Path damaged, IOException e) {
        return new StartRefusedException(
                "data directory " + directory + " cannot be moved to " + damaged + ": " + e
                        + ". The cluster has a new member in the place of this one already: empty the directory by hand and"
                        + " start again with --rebuild-from-peers",
                e);
    }
}
