package io.raftkv.server.enrolment;

import io.raftkv.server.ServerConfig;
import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import io.raftkv.server.proto.MembersAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a founder with an empty data directory finds out before it votes. An empty directory is what it has at its first
 * start, and also what it has after its disk was lost: then it has promised and acknowledged what it does not know any more,
 * and must not vote (known bug wiped-voter). So it waits until a majority of the founders, itself included, has answered.
 * An answer is either that the other one has an empty log, too, or what a majority of the members confirms: who
 * has been at work. An answer of a server that has a log but nobody to confirm it is not enough, since what this one did may
 * have reached others only.
 */
final class FoundersSurvey {

    private static final Logger LOG = LoggerFactory.getLogger(FoundersSurvey.class);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration BETWEEN_LOG_LINES = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final PeerClient peers;
    private final ClusterIdentity identity;
    private final Collection<Url> others;

    /** A survey of {@code others}, which are all founders but this one. */
    FoundersSurvey(ServerConfig config, PeerClient peers, ClusterIdentity identity, Collection<Url> others) {
        this.config = config;
        this.peers = peers;
        this.identity = identity;
        this.others = others;
    }

    /** Asks once, without waiting for those who do not answer: a founder that has its data knows what it has promised. */
    void refuseIfAnyoneObjects() {
        peers.survey(others, PeerClient.Knowledge.OWN).forEach((url, answer) -> {
            refuseOtherCluster(url, answer);
            Enrolment.refuseIfIn(answer, identity);
        });
    }

    /** Returns when enough have answered and nobody has objected. */
    void await() {
        var answered = new HashSet<Url>();
        int majority = identity.members().size() / 2 + 1;
        long sayAt = System.nanoTime() + BETWEEN_LOG_LINES.toNanos();
        while (true) {
            answered.addAll(consenting(peers.survey(others, PeerClient.Knowledge.CONFIRMED)));
            if (1 + answered.size() >= majority) {
                return;
            }
            if (System.nanoTime() - sayAt >= 0) {
                sayWhomItWaitsFor(answered);
                sayAt = System.nanoTime() + BETWEEN_LOG_LINES.toNanos();
            }
            pause();
        }
    }

    private Set<Url> consenting(Map<Url, MembersAnswer> answers) {
        var consenting = new HashSet<Url>();
        answers.forEach((url, answer) -> {
            refuseOtherCluster(url, answer);
            Enrolment.refuseIfIn(answer, identity);
            refuseIfStarted(answer);
            if (answer.getFounding() || answer.getConfirmed()) {
                consenting.add(url);
            }
        });
        return consenting;
    }

    private void refuseOtherCluster(Url url, MembersAnswer answer) {
        if (answer.getClusterId() == identity.clusterId()) {
            return;
        }
        var theirs = Long.toHexString(answer.getClusterId());
        if (answer.getFounding()) {
            throw new StartRefusedException(url + " is forming cluster " + theirs + " and this server cluster "
                    + identity.hexClusterId()
                    + ": --initial-cluster and --initial-cluster-token must be the same on all of them");
        }
        throw new StartRefusedException(url + " runs already and belongs to cluster " + theirs
                + ", not to the new cluster " + identity.hexClusterId()
                + " that --initial-cluster-state=new forms: add this server there first (kvctl member add) and start it"
                + " with --initial-cluster-state=existing, or correct --initial-cluster and --initial-cluster-token;"
                + " the members are " + NewcomerQuestion.print(answer.getMembersList()));
    }

    private void refuseIfStarted(MembersAnswer answer) {
        boolean started = answer.getMembersList().stream()
                .anyMatch(member -> member.getId() == identity.memberId() && member.getStarted());
        if (started) {
            throw new StartRefusedException(identity + " has been running, but data directory " + config.dataDir()
                    + " is empty: without its data it must not go on as the same member. Wrong --data-dir? If the data is"
                    + " lost, rebuild this member from its peers with --rebuild-from-peers=<its id>");
        }
    }

    private void sayWhomItWaitsFor(Set<Url> answered) {
        List<Url> silent =
                others.stream().filter(url -> !answered.contains(url)).toList();
        LOG.warn(
                "data directory is empty, so this server waits for a majority of the founders before it takes part:"
                        + " start the others, or if they run check that they have a leader waitsFor={} answered={}"
                        + " needed={}",
                silent,
                1 + answered.size(),
                identity.members().size() / 2 + 1);
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("interrupted while it waited for the other founders", interrupted);
        }
    }
}
