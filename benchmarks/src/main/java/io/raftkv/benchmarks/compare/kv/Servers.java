package io.raftkv.benchmarks.compare.kv;

import io.raftkv.benchmarks.compare.Leftovers;
import io.raftkv.benchmarks.compare.ProcessUse;
import io.raftkv.benchmarks.compare.Surroundings;
import io.raftkv.benchmarks.load.ClosedLoop;
import io.raftkv.benchmarks.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three servers of one kind, each in a process and a directory of its own. Used by one thread. */
final class Servers implements AutoCloseable {

    private static final int SIZE = 3;
    private static final String HOST = "http://127.0.0.1:";
    private static final int TRIES = 300;

    private final Leftovers leftovers;
    private final List<Integer> clientPorts;

    private Servers(Leftovers leftovers, List<Integer> clientPorts) {
        this.leftovers = leftovers;
        this.clientPorts = clientPorts;
    }

    /** Has this project's server built if it is not, so that starting one takes no longer than that. */
    static void prepare(ServerKind kind) throws IOException, InterruptedException {
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

    /** Starts the servers, and returns when they answer a put. */
    static Servers start(ServerKind kind) throws IOException, InterruptedException {
        var ports = Surroundings.freePorts(2 * SIZE);
        var servers = new Servers(Leftovers.below(Surroundings.target()), ports.subList(0, SIZE));
        try {
            for (int i = 0; i < SIZE; i++) {
                servers.start(kind, i, ports);
            }
            servers.awaitPut();
        } catch (IOException | InterruptedException | RuntimeException e) {
            servers.close();
            throw e;
        }
        return servers;
    }

    private void start(ServerKind kind, int i, List<Integer> ports) throws IOException {
        String clientUrl = HOST + ports.get(i);
        String peerUrl = HOST + ports.get(SIZE + i);
        String cluster = IntStream.range(0, SIZE)
                .mapToObj(n -> "n" + n + "=" + HOST + ports.get(SIZE + n))
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                kind.program().toString(),
                "--name=n" + i,
                "--data-dir=" + leftovers.directory().resolve("n" + i),
                "--listen-client-urls=" + clientUrl,
                "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=compare"));
        leftovers.start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(i).toFile()));
    }

    private Path log(int i) {
        return leftovers.directory().resolve("n" + i + ".log");
    }

    private void awaitPut() throws IOException, InterruptedException {
        try (var client = load(1)) {
            for (int i = 0; i < TRIES; i++) {
                var tried = client.run(Workload.PUT, SIZE, Duration.ZERO, Duration.ofMillis(100));
                if (tried.operations() > 0 && tried.errors() == 0) {
                    return;
                }
            }
        }
        throw new IOException(
                "the servers do not answer. The log of the first one ends with\n" + Leftovers.tail(log(0)));
    }

    /** A load of 256-byte values over 16 connections to all servers; closed by the caller. */
    ClosedLoop load(int keys) {
        final int connections = 16;
        final int valueBytes = 256;
        var endpoints = clientPorts.stream().map(port -> "127.0.0.1:" + port).toList();
        return new ClosedLoop(endpoints, connections, keys, valueBytes);
    }

    /** What the three have used so far. */
    ProcessUse use() {
        return leftovers.use();
    }

    @Override
    public void close() {
        leftovers.close();
    }
}
