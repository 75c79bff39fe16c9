package io.raftkv.jepsen.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Shows the reports under a directory to browsers on the same machine: {@code /} is the overview as things are now, everything else
 * the file of that path. What lies outside of the directory is never served, not even through a symbolic link.
 */
public final class ReportServer implements AutoCloseable {

    private final Path root;
    private final HttpServer server;

    private ReportServer(Path root, HttpServer server) {
        this.root = root;
        this.server = server;
    }

    /**
     * Serves until it is closed, on a thread of its own, on the loopback address only.
     *
     * @param directory which must exist
     * @param port 0 for any that is free
     * @throws IOException when the directory does not exist, or the port is taken
     */
    public static ReportServer start(Path directory, int port) throws IOException {
        Path root = directory.toRealPath();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var reports = new ReportServer(root, HttpServer.create(address, 0));
        reports.server.createContext("/", reports::answer);
        reports.server.start();
        return reports;
    }

    /** Where a browser finds the overview. */
    public URI address() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/");
    }

    /** Ends at once; a page under way may be cut off. */
    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain; charset=utf-8", bytes("only GET and HEAD\n"));
            } else if (path.equals("/") || path.equals("/index.html")) {
                send(exchange, 200, "text/html; charset=utf-8", bytes(ReportIndex.page(root)));
            } else {
                sendFile(exchange, path);
            }
        }
    }

    private void sendFile(HttpExchange exchange, String path) throws IOException {
        Path file;
        try {
            file = root.resolve(path.substring(1)).toRealPath();
        } catch (InvalidPathException | IOException noSuchFile) {
            sendNotFound(exchange);
            return;
        }
        if (!file.startsWith(root)) {
            sendNotFound(exchange);
        } else if (Files.isDirectory(file) && !path.endsWith("/")) {
            // Otherwise the links of the page would be one level too high.
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().getRawPath() + "/");
            exchange.sendResponseHeaders(301, -1);
        } else if (Files.isDirectory(file)) {
            sendFile(exchange, path + "index.html");
        } else {
            send(exchange, 200, contentType(file), Files.readAllBytes(file));
        }
    }

    /** The same answer for what does not exist and what is none of the reader's business. */
    private static void sendNotFound(HttpExchange exchange) throws IOException {
        send(exchange, 404, "text/plain; charset=utf-8", bytes("there is no such file\n"));
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String contentType(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".html")) {
            return "text/html; charset=utf-8";
        }
        return name.endsWith(".gz") || name.endsWith(".zip") ? "application/octet-stream" : "text/plain; charset=utf-8";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
