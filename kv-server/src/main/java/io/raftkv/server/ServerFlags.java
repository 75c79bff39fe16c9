package io.raftkv.server;

import io.raftkv.raft.transport.PeerSecurity;
import io.raftkv.server.faults.ClockPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The flags of a server as they are given, named as etcd's; {@link #toConfig} checks them and fills in what follows. */
@Command(
        name = "kv-server",
        description = "One server of a replicated key-value store with etcd's v3 API.",
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Every flag can also be given as environment variable RAFTKV_<FLAG_IN_CAPITALS>, or under its name in the YAML "
                    + "file of --config-file. A flag beats the environment, and the environment beats the file.",
            "",
            "Exit codes: 0 stopped on request; 1 failed while running, such as a broken disk; 2 refused to start: bad "
                    + "usage or configuration, a port in use, a data directory that is locked, not writable, damaged or "
                    + "another member's; 4 this member was removed from the cluster."
        })
final class ServerFlags {

    private static final String CLIENT_URLS = "--listen-client-urls";
    private static final String ADVERTISE_CLIENT_URLS = "--advertise-client-urls";
    private static final String PEER_URLS = "--listen-peer-urls";
    private static final String ADVERTISE_PEER_URLS = "--initial-advertise-peer-urls";
    private static final String PEER_CERT_FILE = "--peer-cert-file";
    private static final String REBUILD = "--rebuild-from-peers";
    private static final String METRICS_URLS = "--listen-metrics-urls";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "This member's name, as in --initial-cluster. Default: ${DEFAULT-VALUE}")
    private String name = "";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The directory that belongs to this member alone. Default: <name>.data")
    private @Nullable Path dataDir;

    @Option(
            names = CLIENT_URLS,
            paramLabel = "URLS",
            defaultValue = "http://localhost:2379",
            description = "Where to serve clients; several separated by commas. Default: ${DEFAULT-VALUE}")
    private String listenClientUrls = "";

    @Option(
            names = ADVERTISE_CLIENT_URLS,
            paramLabel = "URLS",
            description = "Where clients reach this member. Default: the same as " + CLIENT_URLS)
    private @Nullable String advertiseClientUrls;

    @Option(
            names = PEER_URLS,
            paramLabel = "URLS",
            defaultValue = "http://localhost:2380",
            description = "Where to listen for the other members. Default: ${DEFAULT-VALUE}")
    private String listenPeerUrls = "";

    @Option(
            names = ADVERTISE_PEER_URLS,
            paramLabel = "URL",
            description = "Where the other members reach this one. Default: the same as " + PEER_URLS)
    private @Nullable String initialAdvertisePeerUrls;

    @Option(
            names = PEER_CERT_FILE,
            paramLabel = "FILE",
            description =
                    "This member's certificate for connections to other members, in PEM. With it, these connections are "
                            + "secured by TLS, and all peer URLs are https://.")
    private @Nullable Path peerCertFile;

    @Option(
            names = "--peer-key-file",
            paramLabel = "FILE",
            description = "The key of that certificate, in PEM, as PKCS #8 without a password.")
    private @Nullable Path peerKeyFile;

    @Option(
            names = "--peer-trusted-ca-file",
            paramLabel = "FILE",
            description = "The authorities that other members' certificates must come from, in PEM.")
    private @Nullable Path peerTrustedCaFile;

    @Option(
            names = "--peer-client-cert-auth",
            description = "Whether members that connect to this one must show a certificate as well.")
    private boolean peerClientCertAuth;

    @Option(
            names = "--initial-cluster",
            paramLabel = "NAME=URL,...",
            description =
                    "All members of the new cluster, the same on each; or some of the members of a cluster that runs, "
                            + "and this one. Not looked at when there is data. Default: this member alone")
    private @Nullable String initialCluster;

    @Option(
            names = "--initial-cluster-state",
            paramLabel = "STATE",
            defaultValue = "new",
            description =
                    "'new': the members of --initial-cluster form a cluster. 'existing': this member was added to a cluster "
                            + "that runs (kvctl member add). Not looked at when there is data. Default: ${DEFAULT-VALUE}")
    private String initialClusterState = "";

    @Option(
            names = "--initial-cluster-token",
            paramLabel = "TOKEN",
            defaultValue = "etcd-cluster",
            description = "Tells apart clusters of the same members. Default: ${DEFAULT-VALUE}")
    private String initialClusterToken = "";

    @Option(
            names = REBUILD,
            paramLabel = "ID",
            description =
                    "For the member with this id (see kvctl member list), whose data is damaged or lost: the others put a "
                            + "new member in its place, its data is moved aside, and this server starts as the new member. "
                            + "Does nothing when the data is another member's, such as the new one's.")
    private @Nullable String rebuildFromPeers;

    @Option(
            names = "--heartbeat-interval",
            paramLabel = "MS",
            defaultValue = "100",
            description = "How often a leader lets the others hear from it, in milliseconds. Default: ${DEFAULT-VALUE}")
    private int heartbeatInterval;

    @Option(
            names = "--election-timeout",
            paramLabel = "MS",
            defaultValue = "1000",
            description =
                    "How long to wait for a leader before electing another, in milliseconds; at least 5 heartbeats. "
                            + "Default: ${DEFAULT-VALUE}")
    private int electionTimeout;

    @Option(
            names = "--max-txn-ops",
            paramLabel = "N",
            defaultValue = "128",
            description = "How many operations a transaction may have. Default: ${DEFAULT-VALUE}")
    private int maxTxnOps;

    @Option(
            names = "--max-request-bytes",
            paramLabel = "N",
            defaultValue = "1572864",
            description = "How many bytes a request may have. Default: ${DEFAULT-VALUE}")
    private int maxRequestBytes;

    @Option(
            names = "--max-learners",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many members may be learners at a time. Default: ${DEFAULT-VALUE}")
    private int maxLearners;

    @Option(
            names = "--snapshot-count",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "After how many log entries the state is made durable and the log shortened; sooner when they are "
                            + "large. Default: ${DEFAULT-VALUE}")
    private long snapshotCount;

    @Option(
            names = "--snapshot-catchup-entries",
            paramLabel = "N",
            defaultValue = "5000",
            description = "How many log entries are kept then, for members that are a little behind. Default: "
                    + "${DEFAULT-VALUE}")
    private long snapshotCatchupEntries;

    @Option(
            names = METRICS_URLS,
            paramLabel = "URLS",
            description = "Where to answer /metrics and /health besides the client URLs.")
    private @Nullable String listenMetricsUrls;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "debug, info, warn or error. Default: ${DEFAULT-VALUE}")
    private String logLevel = "";

    @Option(
            names = "--enable-fault-injection",
            description = "For tests only: whoever reaches a client URL can set the clock of this server, with POST "
                    + ClockPage.PATH + ".")
    private boolean faultInjection;

    /** Read by {@link FlagDefaults} before all others; listed here for the help and so that it is known. */
    @Option(
            names = FlagDefaults.CONFIG_FILE,
            paramLabel = "FILE",
            description = "YAML with these flags' names, without dashes.")
    @SuppressWarnings("unused")
    private @Nullable String configFile;

    // These two are asked of picocli, which needs them to be fields.
    @SuppressWarnings("unused")
    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    private boolean version;

    @SuppressWarnings("unused")
    @Option(names = "--help", usageHelp = true, description = "Print this help.")
    private boolean help;

    /**
     * The configuration that these flags make.
     *
     * @throws StartRefusedException when a value is wrong, or does not fit the others
     */
    ServerConfig toConfig() {
        var clientUrls = urls(CLIENT_URLS, listenClientUrls, ADVERTISE_CLIENT_URLS, advertiseClientUrls);
        var peerUrls = urls(PEER_URLS, listenPeerUrls, ADVERTISE_PEER_URLS, initialAdvertisePeerUrls);
        if (peerUrls.advertise().size() > 1) {
            throw new StartRefusedException(
                    ADVERTISE_PEER_URLS + " has " + peerUrls.advertise().size() + " URLs: a member has one peer URL");
        }
        var members = initialCluster == null
                ? List.of(new InitialMember(name, peerUrls.advertise().getFirst()))
                : InitialMember.parseList(initialCluster);
        return new ServerConfig(
                name,
                dataDir == null ? Path.of(name + ".data") : dataDir,
                clientUrls,
                peerUrls,
                peerSecurity(),
                new ServerConfig.InitialCluster(members, initialClusterToken, start()),
                new ServerConfig.Timers(Duration.ofMillis(heartbeatInterval), Duration.ofMillis(electionTimeout)),
                new ServerConfig.Limits(maxTxnOps, maxRequestBytes, maxLearners),
                new ServerConfig.LogKeeping(snapshotCount, snapshotCatchupEntries),
                listenMetricsUrls == null ? List.of() : Url.parseList(METRICS_URLS, listenMetricsUrls),
                LogLevel.parse(logLevel),
                faultInjection ? ServerConfig.FaultInjection.ENABLED : ServerConfig.FaultInjection.DISABLED);
    }

    private PeerSecurity peerSecurity() {
        if (peerCertFile == null && peerKeyFile == null && peerTrustedCaFile == null && !peerClientCertAuth) {
            return new PeerSecurity.Plaintext();
        }
        if (peerCertFile == null || peerKeyFile == null || peerTrustedCaFile == null) {
            throw new StartRefusedException(PEER_CERT_FILE
                    + ", --peer-key-file and --peer-trusted-ca-file: TLS between members needs all three");
        }
        return new PeerSecurity.Tls(
                peerCertFile,
                peerKeyFile,
                peerTrustedCaFile,
                peerClientCertAuth ? PeerSecurity.ClientAuth.REQUIRED : PeerSecurity.ClientAuth.NONE);
    }

    private ServerConfig.Start start() {
        var ofState = switch (initialClusterState) {
            case "new" -> ServerConfig.Start.NEW;
            case "existing" -> ServerConfig.Start.EXISTING;
            default ->
                throw new StartRefusedException(
                        "--initial-cluster-state '" + initialClusterState + "': expected 'new' or 'existing'");
        };
        return rebuildFromPeers == null ? ofState : new ServerConfig.Start.Rebuilding(memberId(rebuildFromPeers));
    }

    private static long memberId(String text) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException malformed) {
            throw new StartRefusedException(
                    REBUILD + " '" + text + "': expected the hexadecimal id of the damaged member, as kvctl member list"
                            + " prints it",
                    malformed);
        }
    }

    private static ServerConfig.Urls urls(
            String listenFlag, String listen, String advertiseFlag, @Nullable String advertise) {
        var listenUrls = Url.parseList(listenFlag, listen);
        return new ServerConfig.Urls(
                listenUrls, advertise == null ? listenUrls : Url.parseList(advertiseFlag, advertise));
    }
}
