package io.raftkv.server;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.SystemEnvironment;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.raft.transport.GrpcTransport;
import io.raftkv.raft.transport.GrpcTransportConfig;
import io.raftkv.raft.transport.ListenException;
import io.raftkv.server.api.ClientPorts;
import io.raftkv.server.api.ClusterService;
import io.raftkv.server.api.KvService;
import io.raftkv.server.api.MaintenanceService;
import io.raftkv.server.api.ResponseHeaders;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.KvStateMachine;
import io.raftkv.server.mvcc.MvccStore;
import io.raftkv.server.mvcc.RequestChecker;
import io.raftkv.server.observe.HealthPage;
import io.raftkv.server.observe.HttpEndpoints;
import io.raftkv.server.observe.Meters;
import io.raftkv.server.observe.MetricsPage;
import io.raftkv.server.observe.VersionPage;
import io.raftkv.server.rocksdb.RocksStore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server: puts the parts together, from the disk up to the client ports, and takes them apart in reverse.
 *
 * <p>What it keeps: {@code <data-dir>/raft} is the log of the cluster, {@code <data-dir>/store} the keys and values that
 * applying the log has made.
 */
public final class KvServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KvServer.class);

    /** The one Raft group of this server. */
    private static final long GROUP = 1;

    /** What a message to a peer holds beside the entries. */
    private static final int MESSAGE_OVERHEAD_BYTES = 1 << 20;

    /** What may wait for one peer's connection. */
    private static final long MAX_QUEUED_BYTES_PER_PEER = 64L << 20;

    private final OpenParts parts;
    private final RaftNode<KvResult> node;
    private final ClusterIdentity identity;

    private KvServer(OpenParts parts, RaftNode<KvResult> node, ClusterIdentity identity) {
        this.parts = parts;
        this.node = node;
        this.identity = identity;
    }

    /**
     * Starts a server; on return it takes part in its cluster and serves clients.
     *
     * @throws StartRefusedException when a port or the data directory cannot be had, saying which and why
     */
    public static KvServer start(ServerConfig config) {
        return start(config, System::nanoTime);
    }

    /**
     * Starts a server whose timers follow another clock.
     *
     * @param clock monotonic nanoseconds; called by many threads
     * @throws StartRefusedException when a port or the data directory cannot be had, saying which and why
     */
    public static KvServer start(ServerConfig config, LongSupplier clock) {
        var parts = new OpenParts();
        try {
            return open(config, clock, parts);
        } catch (StorageException e) {
            parts.close();
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        } catch (ListenException e) {
            parts.close();
            throw peerPortRefused(e);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private static KvServer open(ServerConfig config, LongSupplier clock, OpenParts parts) {
        var identity = ClusterIdentity.of(config);
        var meters = parts.add(new Meters(Version.own()));
        var readers = parts.add(readers());

        var disk = NioDisk.open(config.dataDir().resolve("raft"));
        var rocks = parts.add(RocksStore.open(config.dataDir().resolve("store")));
        var store = new MvccStore(rocks);
        parts.add(store.compaction());

        var transport = parts.add(new GrpcTransport(transportConfig(config, identity), meters.registry()));
        var environment = new SystemEnvironment(config.name(), disk, transport, clock);
        var raft = RaftConfig.of(identity.self().id(), configuration(identity))
                .withTimers(config.timers().electionTimeout(), config.timers().heartbeatInterval());
        var nodeConfig = RaftNodeConfig.of(identity.clusterId(), raft)
                .withMaxCommandBytes(config.limits().maxRequestBytes());
        var node = parts.add(RaftNode.start(nodeConfig, environment, new KvStateMachine(store), meters.registry()));
        store.compaction().start(environment);

        var replicated = new ReplicatedStore(
                node,
                store,
                new RequestChecker(config.limits().maxTxnOps()),
                config.limits().maxRequestBytes(),
                readers);
        parts.add(new MemberAnnouncement(replicated, identity.self())).start();

        var headers = new ResponseHeaders(
                identity.clusterId(), identity.self().id(), () -> node.status().term());
        var pages = new HttpEndpoints(Map.of(
                "/health", new HealthPage(new MemberHealth(node), nodeConfig.requestTimeout()),
                "/version", new VersionPage(Version.API, Version.own()),
                "/metrics", new MetricsPage(meters)));
        parts.add(ClientPorts.open(
                config,
                List.of(
                        new KvService(replicated, headers),
                        new MaintenanceService(node, store, replicated, headers, Version.API),
                        new ClusterService(identity, replicated, store, headers)),
                pages));
        logStart(config, identity);
        return new KvServer(parts, node, identity);
    }

    /** Who this server is. */
    public ClusterIdentity identity() {
        return identity;
    }

    /** Completes exceptionally when the server can no longer be trusted, such as after a failure of its disk. */
    public CompletionStage<Void> failure() {
        return node.failure();
    }

    /** Takes no more requests, leaves the cluster's work to the others, and closes everything. Blocks until that is done. */
    @Override
    public void close() {
        parts.close();
    }

    /** Reads wait for the disk at times, so a few more threads than cores. */
    private static ExecutorService readers() {
        int threads = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("read-", 0).daemon().factory());
    }

    private static Configuration configuration(ClusterIdentity identity) {
        return new Configuration(identity.members().stream().map(Member::id).toList());
    }

    private static GrpcTransportConfig transportConfig(ServerConfig config, ClusterIdentity identity) {
        var listen = config.peer().listen().stream()
                .map(url -> url.resolve("--listen-peer-urls"))
                .toList();
        var peers = identity.members().stream()
                .filter(member -> member.id() != identity.self().id())
                .collect(Collectors.toMap(Member::id, KvServer::peerAddresses));
        int maxAppendBytes = Math.toIntExact(
                RaftConfig.of(identity.self().id(), configuration(identity)).maxAppendBytes());
        return GrpcTransportConfig.of(
                        identity.clusterId(), GROUP, identity.self().id(), listen, peers)
                .withLimits(
                        config.limits().maxRequestBytes() + maxAppendBytes + MESSAGE_OVERHEAD_BYTES,
                        MAX_QUEUED_BYTES_PER_PEER);
    }

    /** Names are resolved at each attempt to connect, because a peer may come back with another address. */
    private static List<InetSocketAddress> peerAddresses(Member member) {
        return member.peerUrls().stream()
                .map(url -> InetSocketAddress.createUnresolved(url.host(), url.port()))
                .toList();
    }

    private static StartRefusedException peerPortRefused(ListenException e) {
        return String.valueOf(e.getMessage()).contains("in use")
                ? new StartRefusedException(
                        "port " + e.address().getPort()
                                + " is in use (--listen-peer-urls): stop the program that listens "
                                + "there, or choose another port",
                        e)
                : new StartRefusedException("--listen-peer-urls: " + e.getMessage(), e);
    }

    private static void logStart(ServerConfig config, ClusterIdentity identity) {
        LOG.info(
                "server started name={} member={} cluster={} members={} clientUrls={} peerUrls={} dataDir={} version={}",
                config.name(),
                identity.self().hexId(),
                identity.hexClusterId(),
                config.cluster().members(),
                config.client().listen(),
                config.peer().listen(),
                absolute(config.dataDir()),
                Version.own());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
