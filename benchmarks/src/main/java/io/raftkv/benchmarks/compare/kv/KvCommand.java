package io.raftkv.benchmarks.compare.kv;

import io.raftkv.benchmarks.compare.Case;
import io.raftkv.benchmarks.compare.Measurement;
import io.raftkv.benchmarks.compare.ProcessUse;
import io.raftkv.benchmarks.compare.Report;
import io.raftkv.benchmarks.compare.Sample;
import io.raftkv.benchmarks.compare.Samples;
import io.raftkv.benchmarks.compare.Surroundings;
import io.raftkv.benchmarks.load.ClosedLoop;
import io.raftkv.benchmarks.load.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/bin/compare kv}. */
@Command(
        name = "kv",
        mixinStandardHelpOptions = true,
        description = "Compares this server with etcd, when that is on the path: three processes each, on loopback.")
public final class KvCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "two short rounds, some three minutes, instead of five rounds")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the results go (default: benchmarks/target/compare)")
    private @Nullable Path out;

    private final Samples samples = new Samples();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var kinds = ServerKind.present();
        if (!kinds.contains(ServerKind.ETCD)) {
            System.err.println("compare: etcd is not on the path, so raft-kv is measured alone;"
                    + " install Debian's etcd-server (and stop its service), or etcd from its own releases");
        }
        var plan = quick ? KvPlan.quick() : KvPlan.full();
        for (var kind : kinds) {
            Servers.prepare(kind);
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (var kind : kinds) {
                try (var servers = Servers.start(kind);
                        var load = servers.load(plan.keys())) {
                    new Turn(plan, round, kind, servers, load).take();
                }
            }
        }
        var directory = out == null ? Surroundings.target().resolve("compare") : out.toAbsolutePath();
        System.out.print(report(plan, kinds).write(samples, directory));
        System.err.println("compare: written to " + directory);
        return 0;
    }

    private static Report report(KvPlan plan, Set<ServerKind> kinds) {
        String names = kinds.stream().map(ServerKind::title).collect(Collectors.joining(", "));
        String heading = "Servers: " + names + "; medians of " + plan.rounds() + " rounds, " + plan.keys()
                + " keys, values of 256 B. " + Surroundings.describe() + ".";
        return new Report("kv", heading, ServerKind.RAFTKV.title(), "clients", KvPlan.targets());
    }

    /** One kind of server in one round. */
    private final class Turn {
        private final KvPlan plan;
        private final int round;
        private final ServerKind kind;
        private final Servers servers;
        private final ClosedLoop load;

        Turn(KvPlan plan, int round, ServerKind kind, Servers servers, ClosedLoop load) {
            this.plan = plan;
            this.round = round;
            this.kind = kind;
            this.servers = servers;
            this.load = load;
        }

        void take() throws InterruptedException {
            measure(KvPlan.coldPuts(), Workload.PUT, Duration.ZERO, plan.cold());
            load.fill(KvPlan.WARM_UP_CLIENTS);
            for (var workload : Workload.values()) {
                load.run(
                        workload,
                        KvPlan.WARM_UP_CLIENTS,
                        Duration.ZERO,
                        plan.warmUp().dividedBy(Workload.values().length));
            }
            for (var workload : Workload.values()) {
                for (int clients : KvPlan.CLIENTS) {
                    measure(new Case(workload.title(), clients), workload, plan.settle(), plan.duration());
                }
            }
        }

        private void measure(Case of, Workload workload, Duration settle, Duration duration)
                throws InterruptedException {
            load.run(workload, of.concurrency(), Duration.ZERO, settle);
            ProcessUse before = servers.use();
            Measurement measured = load.run(workload, of.concurrency(), Duration.ZERO, duration);
            var sample =
                    new Sample(kind.title(), of, round, measured, servers.use().since(before));
            samples.add(sample);
            System.err.println(sample.progress(plan.rounds(), "clients"));
        }
    }
}
