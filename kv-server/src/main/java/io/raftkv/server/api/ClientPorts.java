package io.raftkv.server.api;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import io.raftkv.server.observe.HttpConnection;
import io.raftkv.server.observe.HttpEndpoints;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Everything that clients and probes connect to. Each client URL speaks gRPC (the services given, gRPC's own health
 * service, reflection) and, on the same port, answers HTTP/1.1; each metrics URL answers HTTP/1.1 only.
 */
public final class ClientPorts implements AutoCloseable {

    private static final String CLIENT_FLAG = "--listen-client-urls";
    private static final String METRICS_FLAG = "--listen-metrics-urls";

    /** What a message may have beyond the request itself, as in etcd: the limit is on the request's own bytes. */
    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;

    /** How often clients may probe an idle connection; faster ones are cut off, as by etcd. */
    private static final int MIN_KEEP_ALIVE_SECONDS = 5;

    /** How long calls in progress may go on when the server stops: all that do not wait for a leader end within that. */
    private static final int DRAIN_MILLIS = 3_000;

    /** How long broken connections may take to go. */
    private static final int CLOSE_MILLIS = 500;

    private final EventLoops loops = EventLoops.create();
    private final ExecutorService callers = callers();
    private final HealthStatusManager health = new HealthStatusManager();
    private final List<Server> servers = new ArrayList<>();
    private final List<Channel> metricsChannels = new ArrayList<>();

    private ClientPorts() {}

    /**
     * Opens all ports and serves. When one cannot be opened, none is.
     *
     * @param services what is served; all other calls are answered {@code UNIMPLEMENTED}
     * @throws StartRefusedException naming the URL that cannot be listened on, its flag, and why
     */
    public static ClientPorts open(ServerConfig config, List<BindableService> services, HttpEndpoints pages) {
        var ports = new ClientPorts();
        try {
            for (var url : config.client().listen()) {
                ports.serveGrpc(url, services, pages, config.limits().maxRequestBytes());
            }
            for (var url : config.metricsUrls()) {
                ports.serveHttp(url, pages);
            }
        } catch (RuntimeException | Error refused) {
            ports.close();
            throw refused;
        }
        ports.health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
        return ports;
    }

    /** The ports of the client URLs, in their order; of use where a URL said 0. */
    public List<Integer> clientPorts() {
        return servers.stream().map(Server::getPort).toList();
    }

    /** The ports of the metrics URLs, in their order. */
    public List<Integer> metricsPorts() {
        return metricsChannels.stream()
                .map(channel -> ((InetSocketAddress) channel.localAddress()).getPort())
                .toList();
    }

    private void serveGrpc(Url url, List<BindableService> services, HttpEndpoints pages, int maxRequestBytes) {
        var unimplemented = new UnimplementedServices();
        var builder = NettyServerBuilder.forAddress(url.resolve(CLIENT_FLAG))
                .channelType(loops.channelType())
                .bossEventLoopGroup(loops.acceptors())
                .workerEventLoopGroup(loops.workers())
                .executor(callers)
                .protocolNegotiator(new ProtocolSwitch(pages))
                .maxInboundMessageSize(maxRequestBytes + MESSAGE_OVERHEAD_BYTES)
                .permitKeepAliveTime(MIN_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .fallbackHandlerRegistry(unimplemented)
                .intercept(unimplemented);
        services.forEach(builder::addService);
        try {
            servers.add(builder.build().start());
        } catch (IOException e) {
            throw cannotListen(url, CLIENT_FLAG, e);
        }
    }

    private void serveHttp(Url url, HttpEndpoints pages) {
        var bound = new ServerBootstrap()
                .group(loops.acceptors(), loops.workers())
                .channel(loops.channelType())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        HttpConnection.addTo(channel.pipeline(), pages);
                    }
                })
                .bind(url.resolve(METRICS_FLAG))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw cannotListen(url, METRICS_FLAG, bound.cause());
        }
        metricsChannels.add(bound.channel());
    }

    private static StartRefusedException cannotListen(Url url, String flag, @Nullable Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        var reason = root == null ? "" : String.valueOf(root.getMessage());
        return reason.contains("in use")
                ? new StartRefusedException(
                        "port " + url.port() + " is in use (" + flag + " " + url
                                + "): stop the program that listens there, or choose another port",
                        failure)
                : new StartRefusedException("cannot listen on " + flag + " " + url + ": " + reason, failure);
    }

    /**
     * The threads that services run on. More than cores, because a read of a large range may wait for the disk; not many
     * more, because nothing else there waits.
     */
    private static ExecutorService callers() {
        return Executors.newFixedThreadPool(
                2 * Math.max(2, Runtime.getRuntime().availableProcessors()), new DefaultThreadFactory("call", true));
    }

    /** Takes no more calls, lets those in progress end for a moment, and closes all ports. */
    @Override
    public void close() {
        health.enterTerminalState();
        servers.forEach(Server::shutdown);
        metricsChannels.forEach(channel -> channel.close().awaitUninterruptibly());
        try {
            long drainedAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
            for (var server : servers) {
                server.awaitTermination(drainedAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                server.shutdownNow();
            }
            for (var server : servers) {
                server.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            servers.forEach(Server::shutdownNow);
            Thread.currentThread().interrupt();
        }
        loops.close();
        callers.shutdown();
    }
}
