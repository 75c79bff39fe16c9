package io.raftkv.benchmarks.compare.kv;

import static java.util.Objects.requireNonNull;

import io.raftkv.benchmarks.compare.Leftovers;
import io.raftkv.benchmarks.compare.ProcessUse;
import io.raftkv.benchmarks.compare.Surroundings;
import io.raftkv.benchmarks.load.ClosedLoop;
import io.raftkv.benchmarks.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of servers of one kind, each in a process and a directory of its own. Used by one thread. */
public final class Servers implements AutoCloseable {

    private static final int SIZE = 3;
    private static final int VALUE_BYTES = 256;
    private static final String HOST = "http://127.0.0.1:";
    private static final int TRIES = 300;

    private final ServerKind kind;
    private final int size;
    private final List<String> moreFlags;
    private final Leftovers leftovers;
    private final List<Integer> ports;
    private final Map<Integer, Process> processes = new HashMap<>();

    private Servers(ServerKind kind, int size, List<String> moreFlags) throws IOException {
        this.kind = kind;
        this.size = size;
        this.moreFlags = List.copyOf(moreFlags);
        this.ports = Surroundings.freePorts(2 * size);
        this.leftovers = Leftovers.below(Surroundings.target());
    }

    /** Has this project's server built if it is not, so that starting one takes no longer than that. */
    public static void prepare(ServerKind kind) throws IOException, InterruptedException {
        if (kind == ServerKind.RAFTKV) {
            var help = new ProcessBuilder(kind.program().toString(), "--help")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (help.waitFor() != 0) {
                throw new IOException(kind.program() + " does not start: see above");
            }
        }
    }

    /** Starts three servers, and returns when they answer a put. */
    public static Servers start(ServerKind kind) throws IOException, InterruptedException {
        return start(kind, SIZE, List.of());
    }

    /**
     * Starts servers, and returns when they answer a put.
     *
     * @param size how many, at least 1
     * @param moreFlags what each of them is told besides where it listens and who is there
     */
    public static Servers start(ServerKind kind, int size, List<String> moreFlags)
            throws IOException, InterruptedException {
        var servers = new Servers(kind, size, moreFlags);
        try {
            for (int i = 0; i < size; i++) {
                servers.start(i);
            }
            servers.awaitPut();
        } catch (IOException | InterruptedException | RuntimeException e) {
            servers.close();
            throw e;
        }
        return servers;
    }

    /**
     * Starts the process of one server, with what it has in its directory, and returns at once.
     *
     * @param i from 0; it must not be running
     */
    public void start(int i) throws IOException {
        String clientUrl = HOST + ports.get(i);
        String peerUrl = HOST + ports.get(size + i);
        String cluster = IntStream.range(0, size)
                .mapToObj(n -> "n" + n + "=" + HOST + ports.get(size + n))
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                kind.program().toString(),
                "--name=n" + i,
                "--data-dir=" + dataDirectory(i),
                "--listen-client-urls=" + clientUrl,
                "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=compare"));
        command.addAll(moreFlags);
        processes.put(
                i,
                leftovers.start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(i).toFile()))));
    }

    /** Ends one server with SIGKILL, and returns when it has ended. */
    public void kill(int i) {
        var process = requireNonNull(processes.remove(i), "not running");
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Where a server keeps its data. */
    public Path dataDirectory(int i) {
        return leftovers.directory().resolve("n" + i);
    }

    /** {@code host:port} of each server, for clients. */
    public List<String> endpoints() {
        return ports.subList(0, size).stream().map(port -> "127.0.0.1:" + port).toList();
    }

    private Path log(int i) {
        return leftovers.directory().resolve("n" + i + ".log");
    }

    private void awaitPut() throws IOException, InterruptedException {
        try (var client = load(1)) {
            for (int i = 0; i < TRIES; i++) {
                var tried = client.run(Workload.PUT, size, Duration.ZERO, Duration.ofMillis(100));
                if (tried.operations() > 0 && tried.errors() == 0) {
                    return;
                }
            }
        }
        throw new IOException(
                "the servers do not answer. The log of the first one ends with\n" + Leftovers.tail(log(0)));
    }

    /** A load of 256-byte values over 16 connections to all servers; closed by the caller. */
    public ClosedLoop load(int keys) {
        return load(keys, VALUE_BYTES);
    }

    /** A load of values of that size over 16 connections to all servers; closed by the caller. */
    public ClosedLoop load(int keys, int valueBytes) {
        final int connections = 16;
        return new ClosedLoop(endpoints(), connections, keys, valueBytes);
    }

    /** What those that run have used so far. */
    public ProcessUse use() {
        return leftovers.use();
    }

    @Override
    public void close() {
        leftovers.close();
    }
}
