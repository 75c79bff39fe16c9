package io.raftkv.server.enrolment;

import io.raftkv.server.InitialMember;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import io.raftkv.server.proto.MembersAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who a server is, found out before it takes part. A data directory that says it is right, whatever the flags say; without
 * one, the server forms a new cluster with others, or asks the members of one that exists which of them it is.
 */
public final class Enrolment {

    private final ServerConfig config;
    private final PeerClient peers;
    private final MemberFile file;

    /** The enrolment of a server that is started with this configuration. */
    public Enrolment(ServerConfig config, PeerClient peers) {
        this.config = config;
        this.peers = peers;
        this.file = new MemberFile(config.dataDir());
    }

    /**
     * Finds out who the server is. May ask other members, and so block for some seconds.
     *
     * @throws StartRefusedException when it must not start, or cannot be told who it is
     * @throws MemberRemovedException when it was a member and is one no longer
     */
    public ClusterIdentity identify() {
        if (config.cluster().start() instanceof ServerConfig.Start.Rebuilding(long damaged)) {
            var rebuild = new Rebuild(config, peers, damaged);
            if (rebuild.isDue()) {
                return rebuild.newIdentity();
            }
        }
        var written = file.read();
        if (written != null) {
            requireSameMember(written.identity());
            requireData(written);
            refuseIfRemoved(written.identity());
            return written.identity();
        }
        // A data directory without the file is of a founder whose first start was interrupted.
        return config.cluster().start() instanceof ServerConfig.Start.Founding || hasData()
                ? ClusterIdentity.founding(config)
                : join();
    }

    /**
     * Returns when a founder may vote: at once when it has data, or is no founder. Without data it first has to hear from so
     * many others that a majority of the founders says that it never was at work (see {@link FoundersSurvey}). The peer port
     * must be open: the others ask the same.
     *
     * @param tellOthers has those who ask be told from now on that this server forms the cluster and has nothing yet
     * @throws StartRefusedException when it must not form this cluster
     * @throws MemberRemovedException when it was a member and is one no longer
     */
    public void awaitOtherFounders(ClusterIdentity identity, Runnable tellOthers) {
        if (file.read() == null) {
            var survey = new FoundersSurvey(config, peers, identity, otherUrls(identity));
            if (hasData()) {
                survey.refuseIfAnyoneObjects();
            } else {
                tellOthers.run();
                survey.await();
            }
        }
    }

    /** The server takes part: from now on its data directory says who it is, and must not lose its data. */
    public void started(ClusterIdentity identity) {
        var content = new MemberFile.Content(identity, MemberFile.Progress.STARTED);
        if (!content.equals(file.read())) {
            file.write(content);
        }
    }

    private void requireSameMember(ClusterIdentity written) {
        boolean sameCluster = written.origin() != ClusterIdentity.Origin.FOUNDER
                || written.token().equals(config.cluster().token());
        if (!written.name().equals(config.name()) || !sameCluster) {
            throw new StartRefusedException("data directory " + config.dataDir() + " belongs to " + written
                    + (written.token().isEmpty() ? "" : ", token " + written.token()) + ", not to " + config.name()
                    + ", token " + config.cluster().token()
                    + ": wrong --data-dir, --name or --initial-cluster-token?");
        }
    }

    private void requireData(MemberFile.Content written) {
        if (written.progress() == MemberFile.Progress.STARTED && !hasData()) {
            throw new StartRefusedException("data directory " + config.dataDir() + " is of " + written.identity()
                    + ", but the directory raft in it is missing or empty: without it this server must not go on as the same"
                    + " member, since it would vote as if it had promised nothing. Restore it from a copy that is as new as"
                    + " it was, or rebuild this member from its peers with --rebuild-from-peers=<its id>");
        }
    }

    private boolean hasData() {
        return Files.exists(raftDirectory(config).resolve("identity"));
    }

    static Path raftDirectory(ServerConfig config) {
        return config.dataDir().resolve("raft");
    }

    /** Best effort: those who are asked may not know yet, or may be down; then the server finds out while it runs. */
    private void refuseIfRemoved(ClusterIdentity identity) {
        for (var answer :
                peers.survey(otherUrls(identity), PeerClient.Knowledge.OWN).values()) {
            refuseIfIn(answer, identity);
        }
    }

    static void refuseIfIn(MembersAnswer answer, ClusterIdentity identity) {
        if (isRemoved(answer, identity)) {
            throw new MemberRemovedException(identity);
        }
    }

    /** Whether an answer says that a member is one no longer. */
    public static boolean isRemoved(MembersAnswer answer, ClusterIdentity identity) {
        return answer.getClusterId() == identity.clusterId()
                && answer.getRemovedList().contains(identity.memberId());
    }

    /** Asks the members which of them this server is. */
    private ClusterIdentity join() {
        var claim = new ClaimFile(config.dataDir());
        var newcomer = NewcomerQuestion.of(config, claim);
        var answer = newcomer.ask(peers::join);
        return switch (answer.getOutcome()) {
            case ENLISTED -> {
                var identity = newcomer.identity(answer);
                file.write(new MemberFile.Content(identity, MemberFile.Progress.ENLISTED));
                claim.delete();
                yield identity;
            }
            case NO_SUCH_MEMBER ->
                throw new StartRefusedException("none of the members of cluster "
                        + Long.toHexString(answer.getClusterId()) + " has the peer URL " + newcomer.peerUrl()
                        + ": add this one first (kvctl member add --peer-urls=" + newcomer.peerUrl()
                        + "), or correct --initial-advertise-peer-urls; the members are "
                        + NewcomerQuestion.print(answer.getMembersList()));
            case STARTED_BEFORE ->
                throw new StartRefusedException("the member with peer URL " + newcomer.peerUrl()
                        + " has been running, but data directory " + config.dataDir()
                        + " is empty: without its data it must not go on as the same member. Wrong --data-dir? If the data"
                        + " is lost, rebuild this member from its peers with --rebuild-from-peers=<its id>");
            case OTHER_MEMBER, UNKNOWN, UNRECOGNIZED -> throw NewcomerQuestion.otherVersion();
        };
    }

    /** Where other members may be: as the data directory has it, and as the flags have it. */
    private List<Url> otherUrls(ClusterIdentity identity) {
        Set<Url> urls = new LinkedHashSet<>();
        for (var member : identity.members()) {
            if (member.id() != identity.memberId()) {
                member.peerUrls().forEach(url -> urls.add(Url.parse("peer URL", url)));
            }
        }
        config.cluster().members().stream().map(InitialMember::peerUrl).forEach(urls::add);
        config.peer().advertise().forEach(urls::remove);
        return new ArrayList<>(urls);
    }
}
