package io.raftkv.jepsen.command;

import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.process.ProcessOptions;
import io.raftkv.jepsen.process.ProcessWorld;
import io.raftkv.jepsen.report.Retelling;
import io.raftkv.jepsen.report.RunDirectory;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.SavedRun;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.SimulatedWorld;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs tests, one for each seed, until all are done or one fails. */
@Command(
        name = "run",
        description = "Runs a workload under faults, and says whether the store kept its promises.",
        footerHeading = "%nExample: ",
        footer = "jepsen-lite run --workload register --nemesis partition-half+kill --runs 100")
final class RunCommand implements Callable<Integer> {

    private static final String SIMULATION = SavedRun.SIMULATION;
    private static final String PROCESSES = "process";

    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--world",
            defaultValue = SIMULATION,
            paramLabel = "WORLD",
            description = "sim: whole servers in a simulation; process: as processes (default: ${DEFAULT-VALUE})")
    private String world = SIMULATION;

    @Option(
            names = "--workload",
            defaultValue = "register",
            paramLabel = "NAME",
            description = "what clients do; see list (default: ${DEFAULT-VALUE})")
    private String workload = "";

    @Option(
            names = "--nemesis",
            paramLabel = "NAME[+NAME...]",
            description = "what goes wrong; see list (default: none)")
    private @Nullable String nemesis;

    @Option(
            names = "--schedule",
            paramLabel = "FILE",
            description = "faults from a file in place of those that a --nemesis draws")
    private @Nullable Path schedule;

    @Option(
            names = "--nodes",
            defaultValue = "3",
            paramLabel = "N",
            description = "servers (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--clients",
            defaultValue = "5",
            paramLabel = "N",
            description = "clients (default: ${DEFAULT-VALUE})")
    private int clients;

    @Option(
            names = "--rate",
            defaultValue = "100",
            paramLabel = "N",
            description = "operations a second of all clients together (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--time",
            defaultValue = "60s",
            paramLabel = "TIME",
            description = "how long clients work, such as 60s (default: ${DEFAULT-VALUE})")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "decides everything that is drawn (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--runs",
            defaultValue = "1",
            paramLabel = "N",
            description = "how many runs, with this seed and those after it (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "where the page, the history and the faults of the last run are written")
    private @Nullable Path report;

    @Mixin
    private final ProcessFlags processFlags = new ProcessFlags();

    RunCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        if (!world.equals(SIMULATION) && !world.equals(PROCESSES)) {
            throw badUsage("there is no world '" + world + "', only sim, process");
        }
        if (world.equals(SIMULATION) && !processFlags.text().isEmpty()) {
            throw badUsage(processFlags.text().strip() + ": for --world process only");
        }
        if (report != null) {
            prepare(report);
        }
        if (runs < 1) {
            throw badUsage("--runs is " + runs + ", but must be at least 1: nothing would be tested");
        }
        if (nemesis != null && schedule != null) {
            throw badUsage("--nemesis and --schedule exclude each other: faults are either drawn, as by --nemesis "
                    + nemesis + ", or those of " + schedule);
        }
        TestSpec first = specOf(seed);
        for (int run = 0; run < runs; run++) {
            TestSpec test = first.seed(seed + run);
            long begin = System.nanoTime();
            TestResult result = runInItsWorld(test);
            double seconds = (System.nanoTime() - begin) / 1e9;
            var outcome = new Outcome(result);
            outcome.printSummary(out, seconds);
            boolean isLast = run == runs - 1 || !result.isGood();
            if (isLast) {
                write(result);
            }
            if (!result.isGood()) {
                outcome.explain(out);
                sayHowToRepeat(result);
                return outcome.exitCode();
            }
        }
        return JepsenLite.GOOD;
    }

    /** Before a run that may take long. */
    private void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw badUsage("--report " + directory + ": this directory cannot be made: " + e.getMessage());
        }
        if (!Files.isWritable(directory)) {
            throw badUsage("--report " + directory + ": nothing can be written into this directory");
        }
    }

    private TestResult runInItsWorld(TestSpec test) {
        if (world.equals(SIMULATION)) {
            return SimulatedWorld.run(test, scheduleOf(test), Build.CORRECT);
        }
        ProcessOptions options;
        try {
            options = processFlags.options(report == null ? null : report.resolve("logs"));
        } catch (IllegalArgumentException wrong) {
            throw badUsage(wrong.getMessage());
        }
        return ProcessWorld.run(test, scheduleOf(test), options, line -> {
            err.println("seed " + test.seed() + ": " + line);
            err.flush();
        });
    }

    private TestSpec specOf(long first) {
        try {
            int servers = processFlags.howManyRun() == 0 ? nodes : processFlags.howManyRun();
            return new TestSpec(workload, nemesis == null ? "none" : nemesis, servers, clients, rate, time, first);
        } catch (IllegalArgumentException wrong) {
            throw badUsage(wrong.getMessage());
        }
    }

    private Schedule scheduleOf(TestSpec test) {
        if (schedule == null) {
            return test.schedule();
        }
        try {
            var faults = Schedule.parse(Files.readString(schedule));
            faults.requireToFit(test.nodes(), test.time());
            return faults;
        } catch (IllegalArgumentException wrong) {
            throw badUsage("--schedule " + schedule + ": " + wrong.getMessage());
        } catch (IOException unreadable) {
            throw badUsage("--schedule " + SavedRuns.reason(schedule, unreadable));
        }
    }

    private void sayHowToRepeat(TestResult result) {
        out.println("again: " + again(result));
        if (report != null && world.equals(SIMULATION)) {
            Path file = report.resolve(RunDirectory.RUN_FILE);
            out.println("replay: " + SavedRun.replayLine(file));
            if (result.isViolated()) {
                out.println("shrink: " + SavedRun.shrinkLine(file));
            }
        }
    }

    /** The command line that does the same again. */
    private String again(TestResult result) {
        TestSpec spec = result.spec();
        return (schedule == null ? spec.commandLine(world) : spec.commandLine(world, schedule))
                + (world.equals(PROCESSES) ? processFlags.text() : "");
    }

    private void write(TestResult result) throws IOException {
        if (report == null) {
            return;
        }
        var plan = Plan.of(result.spec(), result.schedule());
        // Messages of real processes are not recorded, and another run would have others.
        var retelling = world.equals(SIMULATION) ? SimulatedWorld.retelling(plan, Build.CORRECT) : Retelling.NONE;
        Path page = RunDirectory.write(SavedRun.of(world, plan, result), result, again(result), retelling, report);
        err.println("report: " + page + ", with history.jsonl, schedule.txt and run.json beside it");
    }

    private ParameterException badUsage(@Nullable String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }
}
