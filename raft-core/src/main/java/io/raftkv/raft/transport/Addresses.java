package io.raftkv.raft.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Looks addresses up, and prints them and their troubles for operators. */
final class Addresses {

    private Addresses() {}

    /**
     * The address with its host looked up now, if it has a name and was not looked up by the caller. The lookup may take
     * seconds and so has a (virtual) thread of its own. Fails with {@link UnknownHostException}.
     */
    static CompletableFuture<InetSocketAddress> resolve(InetSocketAddress address) {
        if (!address.isUnresolved()) {
            return CompletableFuture.completedFuture(address);
        }
        var literal = NetUtil.createInetAddressFromIpAddressString(address.getHostString());
        return literal != null
                ? CompletableFuture.completedFuture(new InetSocketAddress(literal, address.getPort()))
                : CompletableFuture.supplyAsync(
                        () -> lookUp(address),
                        task -> Thread.ofVirtual().name("raft-transport-lookup").start(task));
    }

    /** {@code host:port}, with the host as it was configured. */
    static String print(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return String.valueOf(address);
        }
        String host = internet.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + internet.getPort();
    }

    /** What went wrong, without the exceptions that others wrapped around it. */
    static String reason(Throwable failure) {
        var cause = failure;
        for (var next = cause.getCause(); next != null; next = next.getCause()) {
            cause = next;
        }
        if (cause instanceof UnknownHostException) {
            return "unknown host " + cause.getMessage();
        }
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static InetSocketAddress lookUp(InetSocketAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort());
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
