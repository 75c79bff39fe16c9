package io.raftkv.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/bin/puts}: puts per second against a running cluster, for several numbers of clients. */
@Command(
        name = "puts",
        mixinStandardHelpOptions = true,
        description = "Measures closed-loop puts against running servers that speak the etcd API.")
public final class PutsCommand implements Callable<Integer> {

    @Option(
            names = "--endpoints",
            split = ",",
            description = "host:port of each server (default: the local cluster's three)")
    private List<String> endpoints = List.of("127.0.0.1:2379", "127.0.0.1:22379", "127.0.0.1:32379");

    @Option(names = "--clients", split = ",", description = "numbers of clients to measure (default: 1,64,256)")
    private List<Integer> clients = List.of(1, 64, 256);

    @Option(names = "--connections", description = "connections that the clients share (default: ${DEFAULT-VALUE})")
    private int connections = 16;

    @Option(names = "--keys", description = "how many keys are written (default: ${DEFAULT-VALUE})")
    private int keys = 100_000;

    @Option(names = "--value-bytes", description = "size of a value (default: ${DEFAULT-VALUE})")
    private int valueBytes = 256;

    @Option(names = "--warmup", description = "seconds before measuring (default: ${DEFAULT-VALUE})")
    private int warmupSeconds = 10;

    @Option(names = "--seconds", description = "seconds to measure (default: ${DEFAULT-VALUE})")
    private int seconds = 10;

    /** Runs the command and ends the process: 0 when everything was measured, 1 when puts failed, 2 for bad usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PutsCommand()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        System.out.println("| clients | puts/s | p50 ms | p99 ms | max ms | errors |");
        System.out.println("|---|---|---|---|---|---|");
        long errors = 0;
        try (var loop = new ClosedLoop(endpoints, connections, keys, valueBytes)) {
            for (int count : clients) {
                var result =
                        loop.run(Workload.PUT, count, Duration.ofSeconds(warmupSeconds), Duration.ofSeconds(seconds));
                System.out.println(String.format(
                        Locale.ROOT,
                        "| %d | %.0f | %.2f | %.2f | %.2f | %d |",
                        count,
                        result.operations() * 1e9 / result.nanos(),
                        result.p50() / 1e6,
                        result.p99() / 1e6,
                        result.max() / 1e6,
                        result.errors()));
                errors += result.errors();
            }
        }
        return errors == 0 ? 0 : 1;
    }
}
