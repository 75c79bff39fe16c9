package io.raftkv.raft.transport;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** Reads addresses, looks them up, and prints them and their troubles for operators. */
final class Addresses {

    /** {@code host:port}, or a URL of nothing more. An IPv6 address stands in brackets. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:https?://)?(?:\\[([0-9A-Fa-f:.]+)]|([^\\s:/@\\[\\]]+)):([0-9]{1,5})/?");

    private static final int MAX_PORT = 65_535;

    private Addresses() {}

    /**
     * Reads {@code host:port} or {@code http://host:port}, or several of them separated by commas. Host names are not looked
     * up yet.
     *
     * @throws IllegalArgumentException when one of them is something else
     */
    static List<InetSocketAddress> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> parseOne(part.strip()))
                .toList();
    }

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
        if (cause instanceof NotSslRecordException) {
            return "it does not speak TLS";
        }
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static InetSocketAddress parseOne(String text) {
        var address = ADDRESS.matcher(text);
        if (!address.matches() || Integer.parseInt(address.group(3)) > MAX_PORT) {
            throw new IllegalArgumentException("'" + text + "' is no address: expected host:port or http://host:port");
        }
        var host = address.group(1) != null ? address.group(1) : address.group(2);
        return InetSocketAddress.createUnresolved(host, Integer.parseInt(address.group(3)));
    }

    private static InetSocketAddress lookUp(InetSocketAddress address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort());
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
