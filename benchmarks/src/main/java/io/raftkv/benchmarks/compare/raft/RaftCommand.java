package io.raftkv.benchmarks.compare.raft;

import static java.util.Objects.requireNonNull;

import io.raftkv.benchmarks.compare.Measurement;
import io.raftkv.benchmarks.compare.Report;
import io.raftkv.benchmarks.compare.Sample;
import io.raftkv.benchmarks.compare.Samples;
import io.raftkv.benchmarks.compare.Surroundings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/bin/compare raft}. */
@Command(
        name = "raft",
        mixinStandardHelpOptions = true,
        description =
                "Compares this library with SOFAJRaft and Apache Ratis: three processes each, durable, on loopback.")
public final class RaftCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "two short rounds, some three minutes, instead of five rounds")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the results go (default: benchmarks/target/compare)")
    private @Nullable Path out;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "who takes part (default: raftkv,jraft,ratis)")
    private List<String> peers = List.of("raftkv", "jraft", "ratis");

    @Option(
            names = "--bounds",
            arity = "0..1",
            paramLabel = "FILE",
            fallbackValue = "",
            description =
                    "fail with 1 when a ratio to SOFAJRaft breaks a bound of this file, with 2 when one was not measured "
                            + "(default: benchmarks/ratios.properties)")
    private @Nullable String bounds;

    @Spec
    private @Nullable CommandSpec spec;

    private final Samples samples = new Samples();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var libraries = libraries();
        var toHold = toHold(libraries);
        var plan = quick ? RaftPlan.quick() : RaftPlan.full();
        for (var library : libraries) {
            ClassPaths.of(library); // so that what cannot be fetched is known before anything is measured
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (var library : libraries) {
                try (var cluster = RaftCluster.start(library)) {
                    measure(plan, round, library, cluster);
                }
            }
        }
        System.out.print(report(plan, libraries).write(samples, directory()));
        System.err.println("compare: written to " + directory());
        if (toHold == null) {
            return CommandLine.ExitCode.OK;
        }
        var outcome = toHold.check(samples);
        outcome.lines().forEach(line -> System.err.println("compare: " + line));
        return outcome.exitCode();
    }

    /** The bounds that were asked for, null when none were; refused before anything is measured when they cannot be checked. */
    private @Nullable RatioBounds toHold(Set<Library> libraries) throws IOException {
        if (bounds == null) {
            return null;
        }
        if (!libraries.containsAll(EnumSet.of(Library.RAFTKV, Library.JRAFT))) {
            throw refused("--bounds: raftkv and jraft must take part, but --peers is " + String.join(",", peers));
        }
        try {
            return RatioBounds.read(bounds.isEmpty() ? RatioBounds.file() : Path.of(bounds));
        } catch (NoSuchFileException e) {
            throw refused("--bounds: there is no file " + e.getFile());
        } catch (IllegalArgumentException e) {
            throw refused("--bounds: " + e.getMessage());
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(requireNonNull(spec).commandLine(), why);
    }

    private void measure(RaftPlan plan, int round, Library library, RaftCluster cluster)
            throws IOException, InterruptedException {
        take(plan, plan.cold(), round, library, cluster);
        for (var load : plan.warmUp()) {
            run(load, cluster);
        }
        for (var load : plan.loads()) {
            take(plan, load, round, library, cluster);
        }
    }

    private void take(RaftPlan plan, RaftPlan.Load load, int round, Library library, RaftCluster cluster)
            throws IOException, InterruptedException {
        var before = cluster.use();
        var measured = run(load, cluster);
        var sample = new Sample(
                library.title(), load.row(), round, measured, cluster.use().since(before));
        samples.add(sample);
        System.err.println(sample.progress(plan.rounds(), "window"));
    }

    private static Measurement run(RaftPlan.Load load, RaftCluster cluster) throws IOException, InterruptedException {
        return load.rate() > 0
                ? cluster.open(load.rate(), load.payloadBytes(), load.duration())
                : cluster.closed(load.row().concurrency(), load.payloadBytes(), load.duration());
    }

    private static Report report(RaftPlan plan, Set<Library> libraries) {
        String names = libraries.stream().map(Library::title).collect(Collectors.joining(", "));
        String heading = "Raft libraries: " + names + "; medians of " + plan.rounds() + " rounds. "
                + Surroundings.describe() + ".";
        return new Report("raft", heading, Library.RAFTKV.title(), "window", RaftPlan.targets());
    }

    private Set<Library> libraries() {
        var libraries = EnumSet.noneOf(Library.class);
        for (String name : peers) {
            libraries.add(EnumSet.allOf(Library.class).stream()
                    .filter(library -> library.word().equals(name))
                    .findFirst()
                    .orElseThrow(() -> refused("--peers: " + name + " is none of raftkv, jraft, ratis")));
        }
        return libraries;
    }

    private Path directory() {
        return out == null ? Surroundings.target().resolve("compare") : out.toAbsolutePath();
    }
}
