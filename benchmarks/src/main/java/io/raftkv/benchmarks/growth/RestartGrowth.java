package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.kv.ServerKind;
import io.raftkv.benchmarks.compare.kv.Servers;
import io.raftkv.benchmarks.load.ClosedLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How long a server that was killed takes to serve again, as its log and its store grow. It is alone and hardly waits for a
 * leader to be heard of before it becomes one, so that this time is its own work.
 */
final class RestartGrowth {

    private static final int CLIENTS = 256;
    private static final int VALUE_BYTES = 1 << 10;
    private static final int VALUES_PER_MIB = (1 << 20) / VALUE_BYTES;

    /** Not while there is load: a leader steps down when its own disk stalls for as long as that. */
    private static final List<String> NO_WAITING = List.of("--heartbeat-interval=10", "--election-timeout=50");

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final double NANOS_PER_SECOND = 1e9;

    private RestartGrowth() {}

    static Curve measure(GrowthPlan plan) throws IOException, InterruptedException {
        var curve = new Curve(
                Part.RESTART,
                heading(plan),
                new Curve.Axis("MiB put", Long::toString),
                new Curve.Drawn(
                        "Seconds until a server serves again by MiB that were put",
                        Arrays.stream(LogKeeping.values())
                                .map(RestartGrowth::secondsOf)
                                .toList()));
        for (var keeping : LogKeeping.values()) {
            measure(plan, keeping, curve);
        }
        return curve;
    }

    private static String heading(GrowthPlan plan) {
        return "Restart: a cluster of one server, ended with SIGKILL and started again with "
                + String.join(" ", NO_WAITING)
                + ": from the start of the process until it has answered a linearizable get, medians of rounds: "
                + plan.rounds() + "; values of " + VALUE_BYTES + " B. "
                + Arrays.stream(LogKeeping.values())
                        .map(keeping -> "\"" + keeping.title() + "\" is " + String.join(" ", keeping.flags()))
                        .collect(Collectors.joining(", "))
                + "; even where the log is kept, the store makes itself durable from time to time, and only what comes"
                + " after that is applied again. The files are in the page cache.";
    }

    private static void measure(GrowthPlan plan, LogKeeping keeping, Curve curve)
            throws IOException, InterruptedException {
        try (var servers = Servers.start(ServerKind.RAFTKV, 1, keeping.flags())) {
            int putMib = 0;
            for (int mib : plan.writtenMib()) {
                System.err.println("growth: restart, " + keeping.title() + ": putting up to " + mib + " MiB");
                put(servers, mib - putMib, curve);
                putMib = mib;
                for (int round = 1; round <= plan.rounds(); round++) {
                    restart(servers, keeping, curve, round, mib);
                }
                killAndStart(servers, List.of());
            }
        }
    }

    private static void put(Servers servers, int mib, Curve curve) throws InterruptedException {
        try (var clients = servers.load(mib * VALUES_PER_MIB, VALUE_BYTES)) {
            curve.addErrors(clients.fill(CLIENTS).errors());
        }
    }

    private static void restart(Servers servers, LogKeeping keeping, Curve curve, int round, int mib)
            throws IOException, InterruptedException {
        double seconds = killAndStart(servers, NO_WAITING);
        var files = DataFiles.of(servers, 0);

        curve.add(round, mib, keeping.title() + ": log MiB", files.logMib());
        curve.add(round, mib, keeping.title() + ": store MiB", files.storeMib());
        curve.add(round, mib, secondsOf(keeping), seconds);
        System.err.println(String.format(
                Locale.ROOT,
                "growth: restart, round %d: %s, %s: serves after %.2f s",
                round,
                curve.label(mib),
                keeping.title(),
                seconds));
    }

    /** How many seconds it takes until the server answers again. */
    private static double killAndStart(Servers servers, List<String> flagsNow)
            throws IOException, InterruptedException {
        servers.kill(0);
        long begin = System.nanoTime();
        servers.start(0, flagsNow);
        FirstGet.await(servers.endpoints().getFirst(), ClosedLoop.key(0), LIMIT);
        return (System.nanoTime() - begin) / NANOS_PER_SECOND;
    }

    private static String secondsOf(LogKeeping keeping) {
        return keeping.title() + ", s";
    }
}
