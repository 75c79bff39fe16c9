package io.raftkv.server;

import io.raftkv.raft.transport.PeerSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a server is told at its start, checked. Immutable.
 *
 * @param name this member's name, one of those in {@code cluster}
 * @param dataDir the directory that belongs to this member alone
 * @param client where clients are served
 * @param peer where the other members are talked to
 * @param peerSecurity how connections to the other members are secured
 * @param cluster who else takes part, as far as it has to be told
 * @param timers how fast a lost leader is noticed
 * @param limits what a request may cost
 * @param logKeeping when the log is shortened
 * @param metricsUrls where {@code /metrics} and {@code /health} are answered besides the client URLs; may be empty
 * @param logLevel how much is logged
 * @param faultInjection whether a tester may set its clock
 */
public record ServerConfig(
        String name,
        Path dataDir,
        Urls client,
        Urls peer,
        PeerSecurity peerSecurity,
        InitialCluster cluster,
        Timers timers,
        Limits limits,
        LogKeeping logKeeping,
        List<Url> metricsUrls,
        LogLevel logLevel,
        FaultInjection faultInjection) {

    /** Whether a tester may set the clock that the server follows. */
    public enum FaultInjection {
        /** Nobody can. */
        DISABLED,
        /** Whoever reaches a client URL can. For tests only. */
        ENABLED
    }

    /**
     * Where the server listens, and what it tells others to connect to.
     *
     * @param listen at least one
     * @param advertise at least one, none of them a wildcard address
     */
    public record Urls(List<Url> listen, List<Url> advertise) {
        /** Copies the lists. */
        public Urls {
            listen = List.copyOf(listen);
            advertise = List.copyOf(advertise);
        }
    }

    /** What a server does that has no data yet. */
    public sealed interface Start {
        /** The one value of {@link Founding}. */
        Start NEW = new Founding();

        /** The one value of {@link Joining}. */
        Start EXISTING = new Joining();

        /** It forms a new cluster together with others. */
        record Founding() implements Start {}

        /** It becomes the member that was added to a cluster which exists. */
        record Joining() implements Start {}

        /**
         * As long as its data is that of a damaged member or there is none, it becomes a new member in the place of that one.
         *
         * @param damaged id of the damaged member
         */
        record Rebuilding(long damaged) implements Start {}
    }

    /**
     * What a server is told of its cluster; of importance only as long as its data directory does not say who it is.
     *
     * @param members those that form a new cluster, or some of those that run already, and this one; names and URLs are unique
     * @param token tells apart clusters that were made of the same members
     * @param start how this server begins
     */
    public record InitialCluster(List<InitialMember> members, String token, Start start) {
        /** Copies the list. */
        public InitialCluster {
            members = List.copyOf(members);
        }
    }

    /**
     * How fast a lost leader is noticed.
     *
     * @param heartbeatInterval how long a leader is silent at most
     * @param electionTimeout how long a follower waits for its leader at least; 5 to 500 heartbeats
     */
    public record Timers(Duration heartbeatInterval, Duration electionTimeout) {
        private static final Duration MAX_ELECTION_TIMEOUT = Duration.ofSeconds(50);

        /**
         * Checks both.
         *
         * @throws StartRefusedException when they do not fit each other
         */
        public Timers {
            if (heartbeatInterval.toMillis() < 1) {
                throw new StartRefusedException(
                        "--heartbeat-interval " + heartbeatInterval.toMillis() + ": must be at least 1 (milliseconds)");
            }
            if (electionTimeout.compareTo(heartbeatInterval.multipliedBy(5)) < 0) {
                throw new StartRefusedException("--election-timeout " + electionTimeout.toMillis()
                        + ": must be at least 5 times --heartbeat-interval, which is " + heartbeatInterval.toMillis());
            }
            if (electionTimeout.compareTo(MAX_ELECTION_TIMEOUT) > 0) {
                throw new StartRefusedException("--election-timeout " + electionTimeout.toMillis()
                        + ": must be at most " + MAX_ELECTION_TIMEOUT.toMillis() + " (milliseconds)");
            }
        }
    }

    /**
     * When the log is shortened.
     *
     * @param persistEntries after so many log entries the state is made durable, so that what is before can be forgotten
     * @param retainedEntries so many entries behind that are kept for members that are a little behind
     */
    public record LogKeeping(long persistEntries, long retainedEntries) {

        /** After 100 000 entries; 5 000 are kept. */
        public static final LogKeeping DEFAULTS = new LogKeeping(100_000, 5_000);

        /**
         * Checks both.
         *
         * @throws StartRefusedException when one is out of bounds
         */
        public LogKeeping {
            if (persistEntries < 1) {
                throw new StartRefusedException("--snapshot-count " + persistEntries + ": must be at least 1");
            }
            if (retainedEntries < 0) {
                throw new StartRefusedException(
                        "--snapshot-catchup-entries " + retainedEntries + ": must not be negative");
            }
        }
    }

    /**
     * What a request may cost, and how many learners there may be.
     *
     * @param maxTxnOps how many compares, or operations in one branch, a transaction may have
     * @param maxRequestBytes how many bytes a request may have
     * @param maxLearners how many members may be learners at a time
     */
    public record Limits(int maxTxnOps, int maxRequestBytes, int maxLearners) {

        /** As etcd's: 128 operations, 1.5 MiB, 1 learner. */
        public static final Limits DEFAULTS = new Limits(128, 1_572_864, 1);

        private static final int MAX_REQUEST_BYTES = 64 << 20;

        /**
         * Checks every value.
         *
         * @throws StartRefusedException when one is out of bounds
         */
        public Limits {
            if (maxTxnOps < 1) {
                throw new StartRefusedException("--max-txn-ops " + maxTxnOps + ": must be at least 1");
            }
            if (maxRequestBytes < 1 || maxRequestBytes > MAX_REQUEST_BYTES) {
                throw new StartRefusedException("--max-request-bytes " + maxRequestBytes + ": must be between 1 and "
                        + MAX_REQUEST_BYTES + " (64 MiB)");
            }
            if (maxLearners < 1) {
                throw new StartRefusedException("--max-learners " + maxLearners + ": must be at least 1");
            }
        }
    }

    /**
     * Checks what the parts must be to each other, and copies the list.
     *
     * @throws StartRefusedException when they do not fit
     */
    public ServerConfig {
        metricsUrls = List.copyOf(metricsUrls);
        if (name.isBlank() || name.contains("=") || name.contains(",")) {
            throw new StartRefusedException("--name '" + name + "': must not be empty nor contain '=' or ','");
        }
        requireReachable("--advertise-client-urls", client);
        requireReachable("--initial-advertise-peer-urls", peer);
        refuseHttps("--listen-client-urls", client.listen());
        refuseHttps("--advertise-client-urls", client.advertise());
        refuseHttps("--listen-metrics-urls", metricsUrls);
        requirePeerScheme("--listen-peer-urls", peer.listen(), peerSecurity);
        requirePeerScheme("--initial-advertise-peer-urls", peer.advertise(), peerSecurity);
        requirePeerScheme(
                "--initial-cluster",
                cluster.members().stream().map(InitialMember::peerUrl).toList(),
                peerSecurity);
        requireDifferentPorts(client, peer, metricsUrls);
    }

    private static void refuseHttps(String flag, List<Url> urls) {
        for (var url : urls) {
            if (url.scheme() == Url.Scheme.HTTPS) {
                throw new StartRefusedException(flag + " " + url + ": https is not supported yet: use http://");
            }
        }
    }

    private static void requirePeerScheme(String flag, List<Url> urls, PeerSecurity security) {
        boolean secured = security instanceof PeerSecurity.Tls;
        for (var url : urls) {
            if (secured != (url.scheme() == Url.Scheme.HTTPS)) {
                throw new StartRefusedException(flag + " " + url + ": "
                        + (secured
                                ? "with --peer-cert-file the connections between members are secured: use https://, on all"
                                        + " members"
                                : "https needs --peer-cert-file, --peer-key-file and --peer-trusted-ca-file"));
            }
        }
    }

    private static void requireReachable(String flag, Urls urls) {
        for (var url : urls.advertise()) {
            if (url.isWildcard()) {
                throw new StartRefusedException(
                        flag + " " + url + ": others cannot connect to it: give an address or name of this machine");
            }
        }
    }

    /**
     * This server in {@code --initial-cluster}. Only a server that has no data yet has to be there.
     *
     * @throws StartRefusedException when it is not, or with another peer URL
     */
    public InitialMember ownEntry() {
        var own = cluster.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StartRefusedException(
                        "--name " + name + " is not in --initial-cluster " + printed(cluster.members())));
        if (!peer.advertise().equals(List.of(own.peerUrl()))) {
            throw new StartRefusedException("--initial-cluster has " + own + ", but --initial-advertise-peer-urls is "
                    + printed(peer.advertise()) + ": they must be the same");
        }
        return own;
    }

    private static void requireDifferentPorts(Urls client, Urls peer, List<Url> metricsUrls) {
        var flagOf = new HashMap<Url, String>();
        claim(flagOf, "--listen-client-urls", client.listen());
        claim(flagOf, "--listen-peer-urls", peer.listen());
        claim(flagOf, "--listen-metrics-urls", metricsUrls);
    }

    private static void claim(Map<Url, String> flagOf, String flag, List<Url> urls) {
        for (var url : urls) {
            var other = url.port() == 0 ? null : flagOf.putIfAbsent(url, flag);
            if (other != null) {
                throw new StartRefusedException(url + " is in both " + other + " and " + flag + ": use another port");
            }
        }
    }

    private static String printed(List<?> values) {
        return String.join(",", values.stream().map(Object::toString).toList());
    }
}
