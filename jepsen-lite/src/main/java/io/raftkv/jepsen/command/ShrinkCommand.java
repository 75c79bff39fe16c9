package io.raftkv.jepsen.command;

import io.raftkv.jepsen.report.RunDirectory;
import io.raftkv.jepsen.run.SavedRun;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.shrink.Shrinker;
import io.raftkv.jepsen.shrink.Shrunk;
import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.SimulatedWorld;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for the smallest run that fails as a saved one does. */
@Command(
        name = "shrink",
        description =
                "Makes a failing run smaller while the same check fails: fewer faults, operations, clients, servers,"
                        + " less time.",
        footerHeading = "%nExample: ",
        footer = "jepsen-lite shrink report/run.json --within 5m")
final class ShrinkCommand implements Callable<Integer> {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the run.json of a run that failed")
    private @Nullable Path file;

    @Option(
            names = "--within",
            defaultValue = "60s",
            paramLabel = "TIME",
            description = "no more runs are tried after it (default: ${DEFAULT-VALUE})")
    private Duration within = Duration.ZERO;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "where the smallest run goes, with its page (default: shrunk beside FILE)")
    private @Nullable Path report;

    private Duration lastLine = Duration.ZERO;

    ShrinkCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        if (spec == null || file == null) {
            throw new IllegalStateException("picocli sets them");
        }
        SavedRun saved = SavedRuns.read(file, spec.commandLine());
        TestResult failed = SimulatedWorld.run(saved.plan(), Build.CORRECT);
        if (!failed.isViolated()) {
            var outcome = new Outcome(failed);
            out.println("nothing to shrink: this run breaks no promise now, it is " + outcome.word());
            return outcome.exitCode();
        }
        var shrinker = new Shrinker(
                saved.plan(),
                failed,
                plan -> SimulatedWorld.run(plan, Build.CORRECT),
                within,
                System::nanoTime,
                this::progress);
        out.println("before: " + Shrunk.sizeOf(saved.plan(), failed));
        out.println("fails: " + shrinker.failure());
        Shrunk shrunk = shrinker.shrink();
        out.println("after: " + shrunk.size() + "; " + shrunk.runs() + " runs in "
                + shrunk.elapsed().toMillis() / 1e3 + " s" + ending(shrunk));
        if (shrunk.hasNoOperations()) {
            out.println(
                    "no client operation is needed: what the servers do by themselves (elect leaders, replicate, start again)"
                            + " and the faults below are enough");
        }
        new Outcome(shrunk.result()).explain(out);
        write(shrunk, report == null ? file.resolveSibling("shrunk") : report);
        return JepsenLite.VIOLATION;
    }

    private void progress(Shrunk smaller) {
        if (smaller.elapsed().minus(lastLine).compareTo(BETWEEN_LINES) >= 0) {
            lastLine = smaller.elapsed();
            err.printf("%4d s, %d runs: %s%n", lastLine.toSeconds(), smaller.runs(), smaller.size());
        }
    }

    private String ending(Shrunk shrunk) {
        return switch (shrunk.ending()) {
            case NOTHING_LEFT_OUT -> "; nothing more can be left out";
            case OUT_OF_TIME, NOT_YET -> "; then the time was over, a longer --within may find less";
        };
    }

    private void write(Shrunk shrunk, Path directory) throws IOException {
        String again = SavedRun.replayLine(directory.resolve(RunDirectory.RUN_FILE));
        var smallest = SavedRun.of(SavedRun.SIMULATION, shrunk.plan(), shrunk.result());
        var retelling = SimulatedWorld.retelling(shrunk.plan(), Build.CORRECT);
        Path page = RunDirectory.write(smallest, shrunk.result(), again, retelling, directory);
        out.println("replay: " + again);
        err.println("report: " + page);
    }
}
