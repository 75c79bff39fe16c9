package io.raftkv.raft.transport;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Connections to services that servers offer beside the transport, on the same port ({@link GrpcTransportConfig#services}). */
public final class PeerChannels {

    private PeerChannels() {}

    /**
     * A channel to a server, which connects with the first call. The caller shuts it down.
     *
     * @param address where the server listens for peers; a name is looked up for each connection
     * @param security as the server has it
     * @throws IllegalArgumentException when a file of {@code security} cannot be used, naming field and file
     */
    public static ManagedChannel open(InetSocketAddress address, PeerSecurity security) {
        return secured(
                        NettyChannelBuilder.forAddress(address.getHostString(), address.getPort()),
                        TlsContexts.of(security))
                .build();
    }

    /** A channel that goes straight to the server, secured. */
    static NettyChannelBuilder secured(NettyChannelBuilder channel, @Nullable TlsContexts tls) {
        channel.proxyDetector(target -> null).disableServiceConfigLookUp();
        return tls == null ? channel.usePlaintext() : channel.sslContext(tls.client());
    }
}
