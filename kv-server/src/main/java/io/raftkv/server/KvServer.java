package io.raftkv.server;

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
import io.raftkv.server.api.LeaderRequired;
import io.raftkv.server.api.MaintenanceService;
import io.raftkv.server.api.PeerDiscoveryService;
import io.raftkv.server.api.ResponseHeaders;
import io.raftkv.server.api.Retirement;
import io.raftkv.server.enrolment.ClusterIdentity;
import io.raftkv.server.enrolment.Enrolment;
import io.raftkv.server.enrolment.MemberRemovedException;
import io.raftkv.server.enrolment.PeerClient;
import io.raftkv.server.faults.AdjustableClock;
import io.raftkv.server.faults.ClockPage;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.members.Enlistment;
import io.raftkv.server.members.Member;
import io.raftkv.server.members.MemberChanges;
import io.raftkv.server.members.MemberDirectory;
import io.raftkv.server.members.MemberIds;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.KvStateMachine;
import io.raftkv.server.mvcc.MvccStore;
import io.raftkv.server.mvcc.RequestChecker;
import io.raftkv.server.observe.HealthPage;
import io.raftkv.server.observe.HttpEndpoints;
import io.raftkv.server.observe.HttpPage;
import io.raftkv.server.observe.Meters;
import io.raftkv.server.observe.MetricsPage;
import io.raftkv.server.observe.VersionPage;
import io.raftkv.server.rocksdb.RocksStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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

    /** Between two attempts at what has to wait for others. */
    private static final int PAUSE_MILLIS = 100;

    private final OpenParts parts;
    private final RaftNode<KvResult> node;
    private final ClusterIdentity identity;
    private final CompletionStage<Void> removal;
    private final Handover handover;

    private KvServer(
            OpenParts parts,
            RaftNode<KvResult> node,
            ClusterIdentity identity,
            CompletionStage<Void> removal,
            Handover handover) {
        this.parts = parts;
        this.node = node;
        this.identity = identity;
        this.removal = removal;
        this.handover = handover;
    }

    /**
     * Starts a server; on return it takes part in its cluster and serves clients.
     *
     * @throws StartRefusedException when a port or the data directory cannot be had, saying which and why; or when the server
     *     cannot be told which member it is
     * @throws MemberRemovedException when it was a member and is one no longer
     */
    public static KvServer start(ServerConfig config) {
        return start(config, clockOf(config));
    }

    /**
     * Starts a server whose timers follow another clock.
     *
     * @param clock monotonic nanoseconds; called by many threads
     * @throws StartRefusedException when a port or the data directory cannot be had, saying which and why; or when the server
     *     cannot be told which member it is
     * @throws MemberRemovedException when it was a member and is one no longer
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
        var peerClient = new PeerClient(config.peerSecurity());
        var enrolment = new Enrolment(config, peerClient);
        var identity = enrolment.identify();
        var meters = parts.add(new Meters(Version.own()));
        var readers = parts.add(readers());

        var disk = NioDisk.open(config.dataDir().resolve("raft"));
        var rocks = parts.add(RocksStore.open(config.dataDir().resolve("store")));
        var store = new MvccStore(rocks);
        parts.add(store.compaction());

        var discovery = new PeerDiscoveryService(identity.clusterId());
        var transport = parts.add(new PeerPort(new GrpcTransport(
                transportConfig(config, identity)
                        .withSecurity(config.peerSecurity())
                        .withServices(List.of(discovery)),
                meters.registry())));
        transport.open();
        enrolment.awaitOtherFounders(identity, discovery::found);
        var environment = new SystemEnvironment(config.name(), disk, transport, clock);
        var nodeConfig = nodeConfig(config, identity);
        var stateMachine = new KvStateMachine(store, new SecureRandom());
        var node = parts.add(RaftNode.start(nodeConfig, environment, stateMachine, meters.registry()));
        enrolment.started(identity);
        store.compaction().start(environment);

        var replicated = new ReplicatedStore(
                node,
                store,
                new RequestChecker(config.limits().maxTxnOps()),
                config.limits().maxRequestBytes(),
                readers);
        parts.add(new MemberAnnouncement(replicated, identity, config.client().advertise()))
                .start();
        var directory = new MemberDirectory(node, replicated, identity.founderNames(), KvServer::pause);
        var changes = new MemberChanges(
                node,
                directory,
                replicated,
                new MemberIds(identity.clusterId(), new SecureRandom()),
                config.limits().maxLearners(),
                KvServer::pause);
        discovery.open(node::status, directory, new Enlistment(directory, changes, replicated));
        var removalWatch = parts.add(new RemovalWatch(node, directory, identity, peerClient));
        removalWatch.start(config.timers().electionTimeout());

        var handover = new Handover(node, clock, config.timers().electionTimeout());
        var retirementWatch = parts.add(new RetirementWatch(node, replicated, handover));
        retirementWatch.start();
        parts.add(new PeerUrlWatch(node, config.peer())).start();
        var disks = new DiskUse(
                config.dataDir(),
                nodeConfig.storage(),
                nodeConfig.raft().windows().maxAppendBytes());
        disks.register(meters.registry(), store::sizeInBytes);
        var retirement = new Retirement(retirementWatch::isRetiring);
        var leaderRequired = new LeaderRequired(() -> node.status().leader() != 0);
        var headers = new ResponseHeaders(
                identity.clusterId(), identity.memberId(), () -> node.status().term());
        var pages = new HashMap<String, HttpPage>(Map.of(
                "/health", new HealthPage(new MemberHealth(node, disks), nodeConfig.requestTimeout()),
                "/version", new VersionPage(Version.API, Version.own()),
                "/metrics", new MetricsPage(meters)));
        if (clock instanceof AdjustableClock adjustable) {
            pages.put(ClockPage.PATH, new ClockPage(adjustable));
        }
        parts.add(ClientPorts.open(
                config,
                List.of(
                        leaderRequired.on(retirement.on(new KvService(replicated, headers))),
                        leaderRequired.on(
                                new MaintenanceService(node, store, replicated, changes, headers, Version.API)),
                        leaderRequired.on(new ClusterService(directory, changes, store, headers))),
                new HttpEndpoints(pages)));
        logStart(config, identity);
        return new KvServer(parts, node, identity, removalWatch.removal(), handover);
    }

    /** Who this server is. */
    public ClusterIdentity identity() {
        return identity;
    }

    /** Completes exceptionally when the server can no longer be trusted, such as after a failure of its disk. */
    public CompletionStage<Void> failure() {
        return node.failure();
    }

    /** Completes when the server finds out that it is a member no longer. It does no harm any more, but should be closed. */
    public CompletionStage<Void> removal() {
        return removal;
    }

    /**
     * Hands the leadership over if it has it, takes no more requests, ends those that are under way, and closes everything.
     * Blocks until that is done, for some seconds at most.
     */
    @Override
    public void close() {
        handover.run();
        parts.close();
    }

    private static LongSupplier clockOf(ServerConfig config) {
        if (config.faultInjection() == ServerConfig.FaultInjection.DISABLED) {
            return System::nanoTime;
        }
        LOG.warn(
                "FAULT INJECTION IS ENABLED: whoever reaches {} can set the clock of this server with POST {}; for tests only",
                config.client().listen(),
                ClockPage.PATH);
        return new AdjustableClock(System::nanoTime);
    }

    /** Reads wait for the disk at times, so a few more threads than cores. */
    private static ExecutorService readers() {
        int threads = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("read-", 0).daemon().factory());
    }

    private static CompletableFuture<Void> pause() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }

    private static RaftNodeConfig nodeConfig(ServerConfig config, ClusterIdentity identity) {
        var keeping = config.logKeeping();
        var raft = RaftConfig.of(identity.memberId(), identity.firstConfiguration())
                .withTimers(config.timers().electionTimeout(), config.timers().heartbeatInterval())
                .withRetainedEntries(keeping.retainedEntries());
        return RaftNodeConfig.of(identity.clusterId(), raft)
                .withMaxCommandBytes(config.limits().maxRequestBytes())
                .withPersistEvery(new RaftNodeConfig.PersistEvery(
                        keeping.persistEntries(), RaftNodeConfig.PersistEvery.DEFAULTS.bytes()));
    }

    /** Whom to connect to is told by the Raft configuration. */
    private static GrpcTransportConfig transportConfig(ServerConfig config, ClusterIdentity identity) {
        var listen = config.peer().listen().stream()
                .map(url -> url.resolve("--listen-peer-urls"))
                .toList();
        int maxAppendBytes = Math.toIntExact(RaftConfig.Windows.DEFAULTS.maxAppendBytes());
        return GrpcTransportConfig.of(identity.clusterId(), GROUP, identity.memberId(), listen, Map.of())
                .withLimits(
                        config.limits().maxRequestBytes() + maxAppendBytes + MESSAGE_OVERHEAD_BYTES,
                        MAX_QUEUED_BYTES_PER_PEER);
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
                identity.hexMemberId(),
                identity.hexClusterId(),
                identity.members().stream().map(Member::hexId).toList(),
                config.client().listen(),
                config.peer().listen(),
                absolute(config.dataDir()),
                Version.own());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
