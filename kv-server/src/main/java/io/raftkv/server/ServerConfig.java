package io.raftkv.server;

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
 * @param cluster who the first members are
 * @param timers how fast a lost leader is noticed
 * @param limits what a request may cost
 * @param metricsUrls where {@code /metrics} and {@code /health} are answered besides the client URLs; may be empty
 * @param logLevel how much is logged
 */
public record ServerConfig(
        String name,
        Path dataDir,
        Urls client,
        Urls peer,
        InitialCluster cluster,
        Timers timers,
        Limits limits,
        List<Url> metricsUrls,
        LogLevel logLevel) {

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

    /**
     * The members that form a new cluster.
     *
     * @param members at least one; names and URLs are unique
     * @param token tells apart clusters that were made of the same members
     */
    public record InitialCluster(List<InitialMember> members, String token) {
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
     * What a request may cost.
     *
     * @param maxTxnOps how many compares, or operations in one branch, a transaction may have
     * @param maxRequestBytes how many bytes a request may have
     */
    public record Limits(int maxTxnOps, int maxRequestBytes) {
        private static final int MAX_REQUEST_BYTES = 64 << 20;

        /**
         * Checks both.
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
        requireOwnEntry(name, peer, cluster);
        requireDifferentPorts(client, peer, metricsUrls);
    }

    private static void requireReachable(String flag, Urls urls) {
        for (var url : urls.advertise()) {
            if (url.isWildcard()) {
                throw new StartRefusedException(
                        flag + " " + url + ": others cannot connect to it: give an address or name of this machine");
            }
        }
    }

    private static void requireOwnEntry(String name, Urls peer, InitialCluster cluster) {
        var own = cluster.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StartRefusedException(
                        "--name " + name + " is not in --initial-cluster " + printed(cluster.members())));
        if (!peer.advertise().equals(List.of(own.peerUrl()))) {
            throw new StartRefusedException("--initial-cluster has " + own + ", but --initial-advertise-peer-urls is "
                    + printed(peer.advertise()) + ": they must be the same");
        }
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
