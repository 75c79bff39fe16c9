package io.raftkv.jepsen.run;

import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.HistoryFormat;
import io.raftkv.jepsen.run.TestResult.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A run and what came of it, small enough for a bug report; see {@link RunFile}.
 *
 * @param world where it ran, such as {@code sim}
 * @param plan what was run
 * @param findings what the checks said
 * @param events how many the history has
 * @param historyDigest SHA-256 of the history as JSON lines, in hexadecimal: tells whether another history is the same
 */
public record SavedRun(String world, Plan plan, List<Finding> findings, int events, String historyDigest) {

    /** The world whose runs can be done again, event by event. */
    public static final String SIMULATION = "sim";

    /** Copies the list. */
    public SavedRun {
        findings = List.copyOf(findings);
    }

    /** What is to be saved of a run. */
    public static SavedRun of(String world, Plan plan, TestResult result) {
        var history = result.history();
        return new SavedRun(world, plan, result.findings(), history.events().size(), digest(history));
    }

    /** Whether it can be done again, and made smaller. */
    public boolean isRepeatable() {
        return world.equals(SIMULATION);
    }

    /** The command line that does a saved run again. */
    public static String replayLine(Path file) {
        return "jepsen-lite/bin/jepsen-lite replay " + TestSpec.quoted(file);
    }

    /** The command line that makes a saved run smaller. */
    public static String shrinkLine(Path file) {
        return "jepsen-lite/bin/jepsen-lite shrink " + TestSpec.quoted(file);
    }

    /** Whether a history is that of this run, event by event. */
    public boolean hasHistory(History history) {
        return digest(history).equals(historyDigest);
    }

    private static String digest(History history) {
        try {
            var lines = new StringBuilder();
            HistoryFormat.JSONL.write(history, lines);
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
