package io.raftkv.server.localcluster;

import io.raftkv.raft.transport.PeerSecurity;
import io.raftkv.server.InitialMember;
import io.raftkv.server.KvServer;
import io.raftkv.server.LogLevel;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.Url;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * All servers of a local cluster in this JVM, for a debugger. They share a {@link PausableClock}, so that nothing times out
 * while all threads are held; and their timers are generous, for breakpoints that hold one thread only.
 */
final class InProcessCluster implements AutoCloseable {

    private static final ServerConfig.Timers TIMERS =
            new ServerConfig.Timers(Duration.ofMillis(200), Duration.ofSeconds(2));
    private static final String HOST = "127.0.0.1";

    private final PausableClock clock = PausableClock.start();
    private final List<KvServer> servers = new ArrayList<>();

    private InProcessCluster() {}

    /** Starts all of them. When one cannot be started, none is. */
    static InProcessCluster start(List<LocalMember> members, Path clusterDir) {
        var cluster = new InProcessCluster();
        try {
            cluster.startAll(members, clusterDir);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** All at the same time: at their first start, each waits until a majority is there. */
    private void startAll(List<LocalMember> members, Path clusterDir) {
        var starts = members.stream()
                .map(member -> CompletableFuture.supplyAsync(
                        () -> KvServer.start(config(member, members, clusterDir), clock),
                        task -> Thread.ofPlatform().name(member.name()).start(task)))
                .toList();
        @Nullable RuntimeException failure = null;
        for (var start : starts) {
            try {
                servers.add(start.join());
            } catch (CompletionException e) {
                failure = e.getCause() instanceof RuntimeException refused ? refused : e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static ServerConfig config(LocalMember member, List<LocalMember> all, Path clusterDir) {
        var client = List.of(new Url(HOST, member.clientPort()));
        var peer = List.of(new Url(HOST, member.peerPort()));
        var initial = all.stream()
                .map(each -> new InitialMember(each.name(), new Url(HOST, each.peerPort())))
                .toList();
        return new ServerConfig(
                member.name(),
                member.dataDir(clusterDir),
                new ServerConfig.Urls(client, client),
                new ServerConfig.Urls(peer, peer),
                new PeerSecurity.Plaintext(),
                new ServerConfig.InitialCluster(initial, LocalMember.CLUSTER_TOKEN, ServerConfig.Start.NEW),
                TIMERS,
                ServerConfig.Limits.DEFAULTS,
                ServerConfig.LogKeeping.DEFAULTS,
                List.of(),
                LogLevel.INFO,
                ServerConfig.FaultInjection.DISABLED);
    }

    @Override
    public void close() {
        servers.forEach(KvServer::close);
        clock.close();
    }
}
