package io.raftkv.server;

import static org.awaitility.Awaitility.await;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.client.Member;
import io.raftkv.raft.transport.PeerSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Servers in this JVM that are, or become, members of one cluster. Used by one thread. */
final class TestServers implements AutoCloseable {

    private static final ServerConfig.Timers TIMERS =
            new ServerConfig.Timers(Duration.ofMillis(50), Duration.ofMillis(500));

    /** Where a server listens. */
    record Place(String name, Url clientUrl, Url peerUrl) {
        Endpoint endpoint() {
            return new Endpoint(clientUrl.host(), clientUrl.port());
        }

        InitialMember entry() {
            return new InitialMember(name, peerUrl);
        }
    }

    private final Path directory;
    private final PeerSecurity security;
    private final Map<String, KvServer> running = new LinkedHashMap<>();

    TestServers(Path directory) {
        this(directory, new PeerSecurity.Plaintext());
    }

    TestServers(Path directory, PeerSecurity security) {
        this.directory = directory;
        this.security = security;
    }

    /** A place for a server, its ports free at the moment. */
    static Place place(String name) throws IOException {
        try (var client = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var peer = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return new Place(
                    name, new Url("127.0.0.1", client.getLocalPort()), new Url("127.0.0.1", peer.getLocalPort()));
        }
    }

    Path dataDir(Place place) {
        return directory.resolve(place.name());
    }

    /** The same place, reached over TLS by other members. */
    static Place secured(Place place) {
        return new Place(
                place.name(),
                place.clientUrl(),
                new Url(
                        Url.Scheme.HTTPS,
                        place.peerUrl().host(),
                        place.peerUrl().port()));
    }

    /** What a server is told; {@code others} in the order in which they stand in {@code --initial-cluster}. */
    ServerConfig config(Place place, ServerConfig.Start start, List<Place> others) {
        var members = new ArrayList<InitialMember>();
        members.add(place.entry());
        others.stream().filter(other -> !other.equals(place)).map(Place::entry).forEach(members::add);
        return new ServerConfig(
                place.name(),
                dataDir(place),
                new ServerConfig.Urls(List.of(place.clientUrl()), List.of(place.clientUrl())),
                new ServerConfig.Urls(List.of(place.peerUrl()), List.of(place.peerUrl())),
                security,
                new ServerConfig.InitialCluster(members, "tests", start),
                TIMERS,
                ServerConfig.Limits.DEFAULTS,
                ServerConfig.LogKeeping.DEFAULTS,
                List.of(),
                LogLevel.INFO,
                ServerConfig.FaultInjection.DISABLED);
    }

    /** Forms a cluster, and waits until it has a leader that all know of and everybody's name is known. */
    void form(List<Place> places) {
        startTogether(places).forEach((place, server) -> running.put(place.name(), server));
        try (var client = client(places)) {
            await().ignoreExceptionsInstanceOf(KvException.class)
                    .until(() -> client.memberList().members().stream()
                            .allMatch(member -> !member.clientUrls().isEmpty()));
        }
    }

    /** At their first start, founders wait for each other. */
    private Map<Place, KvServer> startTogether(List<Place> places) {
        var starts = new LinkedHashMap<Place, CompletableFuture<KvServer>>();
        places.forEach(place -> starts.put(place, startLater(place, ServerConfig.Start.NEW, places)));
        var servers = new LinkedHashMap<Place, KvServer>();
        try {
            starts.forEach((place, start) -> servers.put(place, start.join()));
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof StartRefusedException refused ? refused : failed;
        }
        return servers;
    }

    /** Starts a server that may have to wait for others; whoever calls this takes care of it. */
    CompletableFuture<KvServer> startLater(Place place, ServerConfig.Start start, List<Place> others) {
        return CompletableFuture.supplyAsync(
                () -> KvServer.start(config(place, start, others)),
                task -> Thread.ofPlatform().daemon().name(place.name()).start(task));
    }

    KvServer start(Place place, ServerConfig.Start start, List<Place> others) {
        var server = KvServer.start(config(place, start, others));
        running.put(place.name(), server);
        return server;
    }

    KvServer server(Place place) {
        return running.get(place.name());
    }

    void stop(Place place) {
        running.remove(place.name()).close();
    }

    static KvClient client(List<Place> places) {
        return new KvClient(
                KvClientConfig.of(places.stream().map(Place::endpoint).toList())
                        .requestTimeout(Duration.ofSeconds(10)));
    }

    /** Waits until a member is listed with a role. */
    static void awaitRole(KvClient client, long id, Member.Role role) {
        await("member " + Long.toHexString(id) + " is " + role)
                .ignoreExceptionsInstanceOf(KvException.class)
                .until(() -> client.memberList().members().stream()
                        .anyMatch(member -> member.id() == id && member.role() == role));
    }

    /** The place whose server leads, as the servers of these places see it. */
    static Place awaitLeader(KvClient client, List<Place> places) {
        return await("a leader")
                .ignoreExceptionsInstanceOf(KvException.class)
                .until(
                        () -> places.stream()
                                .filter(place -> client.status(place.endpoint()).isLeader())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        running.values().forEach(KvServer::close);
    }
}
