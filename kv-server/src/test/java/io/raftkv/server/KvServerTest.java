package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.raft.transport.PeerSecurity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvServerTest {

    private static final ServerConfig.Timers TIMERS =
            new ServerConfig.Timers(Duration.ofMillis(50), Duration.ofMillis(500));

    @TempDir
    Path directory;

    @Test
    void whatWasPutIsThereAfterARestart() throws Exception {
        var config = config("n1", freePorts(2));
        try (var server = KvServer.start(config);
                var client = client(config)) {
            client.put("greeting", "hello");
            assertThat(server.failure().toCompletableFuture()).isNotDone();
        }
        try (var server = KvServer.start(config);
                var client = client(config)) {
            var pair = Objects.requireNonNull(client.get("greeting").first());
            assertThat(pair.value().toStringUtf8()).isEqualTo("hello");
            assertThat(client.get("greeting").header().memberId())
                    .isEqualTo(server.identity().memberId());
        }
    }

    @Test
    void healthIsReadFromTheClientPort() throws Exception {
        var config = config("n1", freePorts(2));
        try (var server = KvServer.start(config)) {
            var health = URI.create(config.client().listen().getFirst() + "/health");

            await().untilAsserted(
                            () -> assertThat(get(health).body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}"));
            assertThat(get(health.resolve("/metrics")).body()).contains("raftkv_build_info");
            assertThat(server.identity().members()).hasSize(1);
        }
    }

    @Test
    void everyMemberKnowsTheOthersClientUrls() throws Exception {
        var ports = freePorts(6);
        var members = List.of(
                new InitialMember("n1", url(ports.get(1))),
                new InitialMember("n2", url(ports.get(3))),
                new InitialMember("n3", url(ports.get(5))));
        var servers = new ArrayList<KvServer>();
        var starts = new ArrayList<CompletableFuture<KvServer>>();
        try (var client = new KvClient(KvClientConfig.of("127.0.0.1:" + ports.get(0)))) {
            for (int i = 0; i < members.size(); i++) {
                var config = config("n" + (i + 1), ports.get(2 * i), ports.get(2 * i + 1), members);
                starts.add(CompletableFuture.supplyAsync(() -> KvServer.start(config)));
            }
            starts.forEach(start -> servers.add(start.join()));
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.memberList().members())
                            .extracting(member -> member.name() + "=" + member.clientUrls())
                            .containsExactlyInAnyOrder(
                                    "n1=[" + url(ports.get(0)) + "]",
                                    "n2=[" + url(ports.get(2)) + "]",
                                    "n3=[" + url(ports.get(4)) + "]"));
        } finally {
            servers.forEach(KvServer::close);
        }
    }

    @Test
    void aDirectoryThatIsInUseOrAnothersIsRefused() throws Exception {
        var ports = freePorts(4);
        var config = config("n1", ports);
        try (var server = KvServer.start(config)) {
            assertThatThrownBy(() -> KvServer.start(config))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining(config.dataDir().toString());
            assertThat(server.identity().name()).isEqualTo("n1");
        }
        var other = new ServerConfig(
                "n2",
                config.dataDir(),
                config.client(),
                config.peer(),
                config.peerSecurity(),
                new ServerConfig.InitialCluster(
                        List.of(new InitialMember("n2", config.peer().listen().getFirst())),
                        "token",
                        ServerConfig.Start.NEW),
                config.timers(),
                config.limits(),
                config.logKeeping(),
                config.metricsUrls(),
                config.logLevel(),
                config.faultInjection());
        assertThatThrownBy(() -> KvServer.start(other))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("belongs to member");
    }

    @Test
    void aPeerPortInUseIsNamedAndNothingIsLeftOpen() throws Exception {
        var ports = freePorts(2);
        var config = config("n1", ports);
        try (var taken = new ServerSocket(ports.get(1), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> KvServer.start(config))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " is in use (--listen-peer-urls)");
        }
        KvServer.start(config).close();
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsRefused() throws Exception {
        var config = config("n1", freePorts(2));
        Files.createDirectories(config.dataDir().getParent());
        Files.writeString(config.dataDir(), "a file, not a directory");

        assertThatThrownBy(() -> KvServer.start(config))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(config.dataDir().toString());
    }

    private ServerConfig config(String name, List<Integer> ports) {
        return config(name, ports.get(0), ports.get(1), List.of(new InitialMember(name, url(ports.get(1)))));
    }

    private ServerConfig config(String name, int clientPort, int peerPort, List<InitialMember> members) {
        var client = List.of(url(clientPort));
        var peer = List.of(url(peerPort));
        return new ServerConfig(
                name,
                directory.resolve("data").resolve(name),
                new ServerConfig.Urls(client, client),
                new ServerConfig.Urls(peer, peer),
                new PeerSecurity.Plaintext(),
                new ServerConfig.InitialCluster(members, "token", ServerConfig.Start.NEW),
                TIMERS,
                ServerConfig.Limits.DEFAULTS,
                ServerConfig.LogKeeping.DEFAULTS,
                List.of(),
                LogLevel.INFO,
                ServerConfig.FaultInjection.DISABLED);
    }

    private static KvClient client(ServerConfig config) {
        var url = config.client().listen().getFirst();
        return new KvClient(KvClientConfig.of(url.host() + ":" + url.port()));
    }

    private static Url url(int port) {
        return new Url("127.0.0.1", port);
    }

    private static List<Integer> freePorts(int count) throws Exception {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
