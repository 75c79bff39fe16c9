package io.raftkv.benchmarks.compare.failover;

import static java.util.Objects.requireNonNull;

import io.raftkv.benchmarks.compare.Surroundings;
import io.raftkv.benchmarks.compare.kv.ServerKind;
import io.raftkv.benchmarks.compare.kv.Servers;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/bin/failover}. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description =
                "Kills the leader of three servers with SIGKILL under load, again and again, measures how long no write "
                        + "succeeds, and reads back every write that was acknowledged.")
public final class FailoverCommand implements Callable<Integer> {

    private static final int SERVERS = 3;

    /** What the rate before a kill is measured over, and what a new leader is left alone for. */
    private static final Duration STEADY = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--runs", description = "how often the leader is killed (default: ${DEFAULT-VALUE})")
    private int runs = 10;

    @Option(names = "--clients", description = "clients that put and wait for the answer (default: ${DEFAULT-VALUE})")
    private int clients = 64;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "whose servers: raftkv or etcd (default: ${DEFAULT-VALUE})")
    private ServerKind target = ServerKind.RAFTKV;

    @Option(
            names = "--election-timeout",
            paramLabel = "MS",
            description = "the servers' --election-timeout, in milliseconds (default: ${DEFAULT-VALUE})")
    private int electionTimeoutMillis = 1_000;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "of load before the first kill (default: ${DEFAULT-VALUE})")
    private int warmUpSeconds = 20;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the results go (default: benchmarks/target/failover)")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    private FailoverCommand() {}

    /**
     * Runs the command and ends the process: 0 when all runs were measured and nothing was lost, 1 when an acknowledged write was
     * lost or something failed, 2 for bad usage.
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new FailoverCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("failover: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Servers.prepare(target);
        List<Failover> failovers = new ArrayList<>();
        ReadBack readBack;
        var flags = List.of("--election-timeout=" + electionTimeoutMillis);
        try (var servers = Servers.start(target, SERVERS, flags);
                var reader = new KvClient(clientOf(servers).requestTimeout(PATIENCE));
                var asker = new KvClient(clientOf(servers));
                var load = new UniquePuts(servers.endpoints(), clients)) {
            var members = new Members(asker);
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            for (int run = 1; run <= runs; run++) {
                var failover = killLeader(run, servers, members, load);
                failovers.add(failover);
                System.err.println(progress(failover));
            }
            readBack = ReadBack.of(reader, load.end());
        }
        return report(failovers, readBack);
    }

    private static KvClientConfig clientOf(Servers servers) {
        return KvClientConfig.of(servers.endpoints().toArray(String[]::new));
    }

    private void check() {
        if (runs < 1 || clients < 1 || electionTimeoutMillis < 1 || warmUpSeconds < 0) {
            throw refused("--runs, --clients and --election-timeout must be at least 1, and --warmup at least 0");
        }
        if (!ServerKind.present().contains(target)) {
            throw refused(
                    "--target: etcd is not on the path; install Debian's etcd-server (and stop its service), or etcd "
                            + "from its own releases");
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(requireNonNull(spec).commandLine(), why);
    }

    /** One run: from three servers that are well to three servers that are well again. */
    private static Failover killLeader(int run, Servers servers, Members members, UniquePuts load)
            throws IOException, InterruptedException {
        var acknowledgements = load.spreadAndWatch();
        TimeUnit.NANOSECONDS.sleep(STEADY.toNanos());
        int leader = members.awaitAllCaughtUp(PATIENCE);

        long killedAt = System.nanoTime();
        servers.kill(leader);
        acknowledgements.leaderGone(System.nanoTime());

        long firstAt = awaitFirst(acknowledgements);
        TimeUnit.NANOSECONDS.sleep(STEADY.toNanos());
        double before = acknowledgements.perSecondUntil(killedAt);
        double half = acknowledgements.millisUntilHalf(killedAt, before);
        servers.start(leader);
        members.awaitAllCaughtUp(PATIENCE);
        return new Failover(run, "n" + leader, before, (firstAt - killedAt) / 1e6, half);
    }

    private static long awaitFirst(Acknowledgements acknowledgements) throws IOException, InterruptedException {
        try {
            return acknowledgements.awaitFirst(PATIENCE);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no write was acknowledged within " + PATIENCE.toSeconds() + " s of the leader's death", e);
        }
    }

    private String progress(Failover failover) {
        return String.format(
                Locale.ROOT,
                "run %d/%d  killed %s at %.0f writes/s: gap %.0f ms, half again after %.0f ms",
                failover.run(),
                runs,
                failover.killed(),
                failover.perSecondBefore(),
                failover.gapMillis(),
                failover.halfMillis());
    }

    private int report(List<Failover> failovers, ReadBack readBack) throws IOException {
        String heading = target.title() + ": leader of three killed with SIGKILL " + runs + " times, " + clients
                + " clients that put new keys, values of 256 B, election timeout " + electionTimeoutMillis + " ms. "
                + Surroundings.describe() + ".";
        var directory = out == null ? Surroundings.target().resolve("failover") : out.toAbsolutePath();
        String name = target == ServerKind.RAFTKV ? "failover" : "failover-etcd";
        var report = new FailoverReport(heading, Duration.ofMillis(electionTimeoutMillis), failovers, readBack);
        System.out.print(report.write(name, directory));
        System.err.println("failover: written to " + directory);
        if (readBack.lost() > 0) {
            System.err.println("failover: " + readBack.lost() + " acknowledged writes are lost");
            return CommandLine.ExitCode.SOFTWARE;
        }
        return CommandLine.ExitCode.OK;
    }
}
