package io.raftkv.client;

/**
 * Where a server listens for clients.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    private static final String SCHEME = "http://";

    /** Checks the port and that there is a host. */
    public Endpoint {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "an endpoint needs a host and a port from 1 to 65535, not host \"" + host + "\" and port " + port);
        }
    }

    /**
     * Reads {@code host:port} or {@code http://host:port}, with an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException if it is something else, with a message for the person who wrote it
     */
    public static Endpoint parse(String text) {
        if (text.startsWith("https://")) {
            throw new IllegalArgumentException("endpoint " + text + ": this client does not speak TLS; use http://");
        }
        String address = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        int colon = address.lastIndexOf(':');
        if (colon <= 0 || colon < address.indexOf(']') || address.indexOf('/') >= 0) {
            throw malformed(text);
        }
        String host = address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw malformed(text);
        }
        try {
            return new Endpoint(host, Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "endpoint \"" + text + "\" is not of the form host:port, such as 127.0.0.1:2379 or [::1]:2379");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
