package io.raftkv.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens or is reached: {@code http://host:port} and nothing else, as etcd writes it.
 *
 * @param scheme whether connections are secured
 * @param host a name, or an address (IPv6 without brackets)
 * @param port 0 lets the system choose when listening
 */
public record Url(Scheme scheme, String host, int port) {

    /** Whether connections are secured. */
    public enum Scheme {
        /** Not secured. */
        HTTP,
        /** Secured by TLS. */
        HTTPS
    }

    /** A URL of connections that are not secured. */
    public Url(String host, int port) {
        this(Scheme.HTTP, host, port);
    }

    /**
     * Reads one URL.
     *
     * @param flag the flag that it was given by, for messages
     * @throws StartRefusedException when it is not of the form {@code http://host:port} or {@code https://host:port}
     */
    public static Url parse(String flag, String text) {
        if (text.startsWith("unix://") || text.startsWith("unixs://")) {
            throw refused(flag, text, "Unix sockets are not supported: use http://host:port");
        }
        try {
            var uri = new URI(text);
            boolean bare = uri.getRawPath() != null
                    && uri.getRawPath().matches("/?")
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            var scheme = scheme(uri);
            boolean complete = uri.getHost() != null;
            if (scheme != null && bare && complete && uri.getPort() >= 0 && uri.getPort() <= 65535) {
                return new Url(scheme, uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort());
            }
        } catch (URISyntaxException malformed) {
            // Refused below, in the same words as every other malformed URL.
        }
        throw refused(flag, text, "expected http://host:port, such as http://10.0.0.1:2379");
    }

    private static @Nullable Scheme scheme(URI uri) {
        return switch (String.valueOf(uri.getScheme())) {
            case "http" -> Scheme.HTTP;
            case "https" -> Scheme.HTTPS;
            default -> null;
        };
    }

    /**
     * Reads URLs separated by commas, at least one.
     *
     * @param flag the flag that they were given by, for messages
     * @throws StartRefusedException when one is malformed, or is given twice
     */
    public static List<Url> parseList(String flag, String text) {
        var urls = Arrays.stream(text.split(",", -1))
                .map(part -> parse(flag, part.strip()))
                .toList();
        for (var url : urls) {
            if (urls.indexOf(url) != urls.lastIndexOf(url)) {
                throw refused(flag, url.toString(), "it is given twice");
            }
        }
        return urls;
    }

    /**
     * The address to listen on.
     *
     * @param flag the flag that this was given by, for messages
     * @throws StartRefusedException when the host name is unknown
     */
    public InetSocketAddress resolve(String flag) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException unknown) {
            throw new StartRefusedException(
                    flag + " " + this + ": the host name cannot be resolved: use an address of this machine", unknown);
        }
    }

    /** Whether this stands for every address of the machine, which others cannot connect to. */
    boolean isWildcard() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    @Override
    public String toString() {
        return scheme.name().toLowerCase(Locale.ROOT) + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port;
    }

    private static StartRefusedException refused(String flag, String text, String reason) {
        return new StartRefusedException(flag + " '" + text + "': " + reason);
    }
}
