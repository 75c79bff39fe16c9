package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.transport.PeerSecurity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCommandTest {

    private final StringWriter printed = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void withoutFlagsItIsTheSingleMemberThatEtcdWouldBe() {
        var config = parse(Map.of());

        assertThat(config.name()).isEqualTo("default");
        assertThat(config.dataDir()).isEqualTo(Path.of("default.data"));
        assertThat(config.client().listen()).containsExactly(new Url("localhost", 2379));
        assertThat(config.client().advertise()).isEqualTo(config.client().listen());
        assertThat(config.peer().listen()).containsExactly(new Url("localhost", 2380));
        assertThat(config.cluster().members())
                .containsExactly(new InitialMember("default", new Url("localhost", 2380)));
        assertThat(config.cluster().token()).isEqualTo("etcd-cluster");
        assertThat(config.timers().heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.timers().electionTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.limits()).isEqualTo(ServerConfig.Limits.DEFAULTS);
        assertThat(config.logKeeping()).isEqualTo(ServerConfig.LogKeeping.DEFAULTS);
        assertThat(config.cluster().start()).isEqualTo(ServerConfig.Start.NEW);
        assertThat(config.metricsUrls()).isEmpty();
        assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(config.faultInjection()).isEqualTo(ServerConfig.FaultInjection.DISABLED);
    }

    @Test
    void everyFlagIsTaken() {
        var config = parse(
                Map.of(),
                "--name=n1",
                "--data-dir",
                "data/n1",
                "--listen-client-urls=http://0.0.0.0:2379,http://[::1]:12379",
                "--advertise-client-urls=http://10.0.0.1:2379",
                "--listen-peer-urls=http://0.0.0.0:2380",
                "--initial-advertise-peer-urls=http://10.0.0.1:2380",
                "--initial-cluster=n1=http://10.0.0.1:2380,n2=http://10.0.0.2:2380",
                "--initial-cluster-state=existing",
                "--initial-cluster-token=tests",
                "--heartbeat-interval=20",
                "--election-timeout=200",
                "--max-txn-ops=7",
                "--max-learners=2",
                "--snapshot-count=10",
                "--snapshot-catchup-entries=3",
                "--max-request-bytes=1000",
                "--listen-metrics-urls=http://localhost:9090",
                "--log-level=debug",
                "--enable-fault-injection");

        assertThat(config)
                .isEqualTo(new ServerConfig(
                        "n1",
                        Path.of("data/n1"),
                        new ServerConfig.Urls(
                                List.of(new Url("0.0.0.0", 2379), new Url("::1", 12379)),
                                List.of(new Url("10.0.0.1", 2379))),
                        new ServerConfig.Urls(List.of(new Url("0.0.0.0", 2380)), List.of(new Url("10.0.0.1", 2380))),
                        new PeerSecurity.Plaintext(),
                        new ServerConfig.InitialCluster(
                                List.of(
                                        new InitialMember("n1", new Url("10.0.0.1", 2380)),
                                        new InitialMember("n2", new Url("10.0.0.2", 2380))),
                                "tests",
                                ServerConfig.Start.EXISTING),
                        new ServerConfig.Timers(Duration.ofMillis(20), Duration.ofMillis(200)),
                        new ServerConfig.Limits(7, 1000, 2),
                        new ServerConfig.LogKeeping(10, 3),
                        List.of(new Url("localhost", 9090)),
                        LogLevel.DEBUG,
                        ServerConfig.FaultInjection.ENABLED));
    }

    @Test
    void aFlagBeatsTheEnvironmentWhichBeatsTheFile() throws Exception {
        var file = write("max-txn-ops: 1\nmax-request-bytes: 1\nheartbeat-interval: 1\n");
        var environment = Map.of("RAFTKV_MAX_TXN_OPS", "2", "RAFTKV_MAX_REQUEST_BYTES", "2");

        var config = parse(environment, "--config-file=" + file, "--max-txn-ops=3");

        assertThat(config.limits().maxTxnOps()).isEqualTo(3);
        assertThat(config.limits().maxRequestBytes()).isEqualTo(2);
        assertThat(config.timers().heartbeatInterval()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void withCertificatesThePeerUrlsAreHttps() {
        var tls = new String[] {"--peer-cert-file=c", "--peer-key-file=k", "--peer-trusted-ca-file=a"};

        assertThat(parse(Map.of("RAFTKV_LISTEN_PEER_URLS", "https://localhost:2380"), tls)
                        .peerSecurity())
                .isEqualTo(
                        new PeerSecurity.Tls(Path.of("c"), Path.of("k"), Path.of("a"), PeerSecurity.ClientAuth.NONE));
        assertThat(parse(
                                Map.of(
                                        "RAFTKV_LISTEN_PEER_URLS",
                                        "https://localhost:2380",
                                        "RAFTKV_PEER_CLIENT_CERT_AUTH",
                                        "true"),
                                tls)
                        .peerSecurity())
                .isEqualTo(new PeerSecurity.Tls(
                        Path.of("c"), Path.of("k"), Path.of("a"), PeerSecurity.ClientAuth.REQUIRED));
        assertThatThrownBy(() -> parse(Map.of(), tls))
                .hasMessage(
                        "--listen-peer-urls http://localhost:2380: with --peer-cert-file the connections between members "
                                + "are secured: use https://, on all members");
    }

    @Test
    void rebuildingBeatsTheStateOfTheCluster() {
        assertThat(parse(Map.of(), "--rebuild-from-peers=f00d", "--initial-cluster-state=existing")
                        .cluster()
                        .start())
                .isEqualTo(new ServerConfig.Start.Rebuilding(0xf00d));
        assertThatThrownBy(() -> parse(Map.of("RAFTKV_REBUILD_FROM_PEERS", "true")))
                .hasMessageStartingWith("--rebuild-from-peers 'true': expected the hexadecimal id");
    }

    @Test
    void theEnvironmentCanNameTheFile() throws Exception {
        var file = write("name: n1\nlisten-client-urls: [http://localhost:1, http://localhost:2]\n");

        var config = parse(Map.of("RAFTKV_CONFIG_FILE", file.toString()));

        assertThat(config.name()).isEqualTo("n1");
        assertThat(config.client().listen()).hasSize(2);
    }

    @Test
    void aVariableThatIsNoFlagIsRefusedWithTheNearestThatIsOne() {
        assertThatThrownBy(() -> parse(Map.of("RAFTKV_MAX_TXN_OP", "7")))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("environment variable RAFTKV_MAX_TXN_OP is no flag; the nearest is RAFTKV_MAX_TXN_OPS:"
                        + " correct or unset it, see --help");
    }

    @Test
    void variablesThatKubernetesAddsForAServiceAreNotOurs() {
        assertThat(parse(Map.of(
                                "RAFTKV_SERVICE_HOST", "10.0.0.1",
                                "RAFTKV_SERVICE_PORT_CLIENT", "2379",
                                "RAFTKV_PORT", "tcp://10.0.0.1:2379",
                                "RAFTKV_PORT_2379_TCP_ADDR", "10.0.0.1",
                                "RAFTKV_PEERS_PORT_2380_TCP", "tcp://10.0.0.1:2380"))
                        .name())
                .isEqualTo("default");
    }

    @Test
    void helpAndVersionStartNothing() {
        assertThat(ServerCommand.parse(List.of("--help"), Map.of(), new PrintWriter(printed)))
                .isEmpty();
        assertThat(ServerCommand.parse(List.of("--version"), Map.of(), new PrintWriter(printed)))
                .isEmpty();
        assertThat(printed.toString())
                .contains("--initial-cluster")
                .containsPattern("raft-kv \\d+\\.\\d+.*API 3\\.6\\.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --naem=n1                                          | unknown flag --naem: see --help
            n1                                                 | unexpected argument 'n1': see --help
            --name                                             | Missing required parameter for option '--name' (NAME): see --help
            --max-txn-ops=many                                 | Invalid value for option '--max-txn-ops': 'many' is not an int: see --help
            --max-txn-ops=0                                    | --max-txn-ops 0: must be at least 1
            --max-request-bytes=0                              | --max-request-bytes 0: must be between 1 and 67108864 (64 MiB)
            --cert-file=server.crt                             | --cert-file is not supported yet
            --quota-backend-bytes                              | --quota-backend-bytes is not supported yet
            --experimental-initial-corrupt-check               | --experimental-initial-corrupt-check is not supported yet
            --listen-client-urls=https://localhost:2379        | --listen-client-urls https://localhost:2379: https is not supported yet: use http://
            --listen-peer-urls=https://localhost:2380          | --listen-peer-urls https://localhost:2380: https needs --peer-cert-file, --peer-key-file and --peer-trusted-ca-file
            --peer-cert-file=x                                 | --peer-cert-file, --peer-key-file and --peer-trusted-ca-file: TLS between members needs all three
            --peer-client-cert-auth                            | --peer-cert-file, --peer-key-file and --peer-trusted-ca-file: TLS between members needs all three
            --listen-client-urls=unix://localhost:2379         | --listen-client-urls 'unix://localhost:2379': Unix sockets are not supported: use http://host:port
            --listen-client-urls=localhost:2379                | --listen-client-urls 'localhost:2379': expected http://host:port, such as http://10.0.0.1:2379
            --listen-client-urls=http://localhost              | --listen-client-urls 'http://localhost': expected http://host:port, such as http://10.0.0.1:2379
            --listen-client-urls=http://localhost:65536        | --listen-client-urls 'http://localhost:65536': expected http://host:port, such as http://10.0.0.1:2379
            --listen-client-urls=http://localhost:1/path       | --listen-client-urls 'http://localhost:1/path': expected http://host:port, such as http://10.0.0.1:2379
            --listen-client-urls=http://a:1,http://a:1         | --listen-client-urls 'http://a:1': it is given twice
            --listen-client-urls=http://0.0.0.0:2379           | --advertise-client-urls http://0.0.0.0:2379: others cannot connect to it: give an address or name of this machine
            --listen-metrics-urls=http://localhost:2379        | http://localhost:2379 is in both --listen-client-urls and --listen-metrics-urls: use another port
            --initial-advertise-peer-urls=http://a:1,http://a:2 | --initial-advertise-peer-urls has 2 URLs: a member has one peer URL
            --initial-cluster=http://localhost:2380            | --initial-cluster 'http://localhost:2380': expected name=http://host:port
            --initial-cluster=a=http://h:1,a=http://h:2        | --initial-cluster names a twice: each member has one name and one peer URL
            --initial-cluster=a=http://h:1,b=http://h:1        | --initial-cluster gives http://h:1 to both a and b: each member needs its own
            --initial-cluster-state=old                        | --initial-cluster-state 'old': expected 'new' or 'existing'
            --max-learners=0                                   | --max-learners 0: must be at least 1
            --snapshot-count=0                                 | --snapshot-count 0: must be at least 1
            --snapshot-catchup-entries=-1                      | --snapshot-catchup-entries -1: must not be negative
            --heartbeat-interval=0                             | --heartbeat-interval 0: must be at least 1 (milliseconds)
            --election-timeout=499                             | --election-timeout 499: must be at least 5 times --heartbeat-interval, which is 100
            --election-timeout=50001                           | --election-timeout 50001: must be at most 50000 (milliseconds)
            --log-level=loud                                   | --log-level 'loud': expected one of debug, info, warn, error
            --name=a=b                                         | --name 'a=b': must not be empty nor contain '=' or ','
            """)
    void whatIsWrongIsSaidInOneLine(String flag, String message) {
        assertThatThrownBy(() -> parse(Map.of(), flag))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage(message);
    }

    @Test
    void anUnsupportedFlagIsRefusedWhereverItComesFrom() throws Exception {
        assertThatThrownBy(() -> parse(Map.of("RAFTKV_MAX_WALS", "1")))
                .hasMessage("--max-wals (from RAFTKV_MAX_WALS) is not supported yet");
        var file = write("cert-file: x\n");
        assertThatThrownBy(() -> parse(Map.of(), "--config-file", file.toString()))
                .hasMessage("--cert-file (from --config-file) is not supported yet");
    }

    @Test
    void aBadFileIsRefused() throws Exception {
        var missing = directory.resolve("missing.yaml");
        assertRefusedFile(missing, "cannot be read");
        assertRefusedFile(write("name: [n1\n"), "is not YAML");
        assertRefusedFile(write("- n1\n"), "expected lines such as 'name: n1'");
        assertRefusedFile(write("name:\n  first: n1\n"), "'name' has no plain value");
        assertRefusedFile(write("naem: n1\n"), "--config-file has 'naem', which is no flag: see --help");
    }

    private void assertRefusedFile(Path file, String message) {
        assertThatThrownBy(() -> parse(Map.of(), "--config-file=" + file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    private Path write(String yaml) throws Exception {
        return Files.writeString(directory.resolve("raftkv.yaml"), yaml);
    }

    private ServerConfig parse(Map<String, String> environment, String... arguments) {
        return ServerCommand.parse(List.of(arguments), environment, new PrintWriter(printed))
                .orElseThrow();
    }
}
