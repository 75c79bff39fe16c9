package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.HistoryFormat;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.RunFile;
import io.raftkv.jepsen.run.SavedRun;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run leaves behind: {@code index.html}, the history as {@code history.jsonl}, the faults as {@code schedule.txt}, and all that it
 * takes to run it again as {@code run.json}.
 */
public final class RunDirectory {

    /** Name of the {@link RunFile}. */
    public static final String RUN_FILE = "run.json";

    private RunDirectory() {}

    /**
     * Writes all of it, replacing what is there.
     *
     * @param saved what was run
     * @param result what came of it
     * @param again the command that runs the same again
     * @param retelling tells what servers said to each other; is asked only when a promise is broken
     * @param directory where to; is created when it does not exist
     * @return the page
     * @throws IOException when it cannot be written
     */
    public static Path write(SavedRun saved, TestResult result, String again, Retelling retelling, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        RunFile.write(saved, directory.resolve(RUN_FILE));
        return write(
                inputOf(saved, result, again, retelling, directory.resolve(RUN_FILE)), result.schedule(), directory);
    }

    /** The same for what is no {@link SavedRun}, and without {@code run.json}. */
    public static Path write(ReportInput input, Schedule schedule, Path directory) throws IOException {
        Files.createDirectories(directory);
        HistoryFormat.JSONL.write(input.history(), directory.resolve("history.jsonl"));
        Files.writeString(directory.resolve("schedule.txt"), schedule + System.lineSeparator());
        return HtmlReport.write(input, directory);
    }

    private static ReportInput inputOf(
            SavedRun saved, TestResult result, String again, Retelling retelling, Path file) {
        return new ReportInput(
                result.spec().workload() + " under " + saved.plan().faults(),
                result.findings().stream().map(Finding::of).toList(),
                configuration(saved),
                again,
                furtherCommands(saved, result, again, file),
                result.history(),
                MessageDiagram.of(result.findings(), result.history(), retelling));
    }

    /** What can be done with the {@code run.json} beside the page, which may have been moved since. */
    private static Map<String, String> furtherCommands(SavedRun saved, TestResult result, String again, Path file) {
        var commands = new LinkedHashMap<String, String>();
        if (saved.isRepeatable()) {
            commands.put(
                    "Replay it from the run.json beside this page, and see whether it goes the same way, event by event",
                    SavedRun.replayLine(file));
            if (result.isViolated()) {
                commands.put(
                        "Shrink it to the smallest run that fails in the same way, with a page of its own",
                        SavedRun.shrinkLine(file));
            }
        }
        // It is told already.
        commands.values().remove(again);
        return commands;
    }

    private static Map<String, String> configuration(SavedRun saved) {
        TestSpec spec = saved.plan().spec();
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("world", saved.world());
        configuration.put("workload", spec.workload());
        configuration.put("nemesis", spec.nemesis());
        configuration.put("nodes", Integer.toString(spec.nodes()));
        configuration.put("clients", Integer.toString(spec.clients()));
        configuration.put("rate", spec.rate() + "/s");
        configuration.put("time", spec.time().toMillis() / 1e3 + " s");
        configuration.put("seed", Long.toString(spec.seed()));
        configuration.put("Java", Runtime.version().toString());
        return configuration;
    }
}
