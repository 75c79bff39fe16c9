package io.raftkv.jepsen.command;

import io.raftkv.jepsen.run.SavedRun;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.SimulatedWorld;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Does a saved run again, and says whether it went as before. */
@Command(
        name = "replay",
        description = "Does a saved run again: the same events in the same order, unless the code has changed.",
        footerHeading = "%nExample: ",
        footer = "jepsen-lite replay report/run.json")
final class ReplayCommand implements Callable<Integer> {

    private final PrintWriter out;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the run.json that run --report or shrink has written")
    private @Nullable Path file;

    ReplayCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        if (spec == null || file == null) {
            throw new IllegalStateException("picocli sets them");
        }
        SavedRun saved = SavedRuns.read(file, spec.commandLine());
        long begin = System.nanoTime();
        TestResult result = SimulatedWorld.run(saved.plan(), Build.CORRECT);
        var now = new Outcome(result);
        now.printSummary(out, (System.nanoTime() - begin) / 1e9);
        out.println(
                saved.hasHistory(result.history())
                        ? "history: the same, event by event (" + saved.events() + " events)"
                        : "history: another one than was saved (" + saved.events() + " events then, "
                                + result.history().events().size() + " now): the code or the file has changed");
        var then = new Outcome(
                new TestResult(saved.plan().spec(), saved.plan().schedule(), result.history(), saved.findings()));
        out.println(
                then.word().equals(now.word())
                        ? "verdict: the same (" + now.word() + ")"
                        : "verdict: " + then.word() + " then, " + now.word() + " now");
        if (!result.isGood()) {
            now.explain(out);
        }
        return now.exitCode();
    }
}
