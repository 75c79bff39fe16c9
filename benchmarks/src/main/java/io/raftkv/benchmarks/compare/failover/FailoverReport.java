package io.raftkv.benchmarks.compare.failover;

import io.raftkv.benchmarks.compare.Report;
import io.raftkv.benchmarks.compare.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What came of all runs, as tables and as CSV.
 *
 * @param heading what was done, and where
 * @param electionTimeout of the servers
 * @param failovers at least one
 * @param readBack whether anything was lost
 */
record FailoverReport(String heading, Duration electionTimeout, List<Failover> failovers, ReadBack readBack) {

    /** How many election timeouts the median gap may take. */
    static final double MAX_GAP_IN_ELECTION_TIMEOUTS = 1.5;

    FailoverReport {
        failovers = List.copyOf(failovers);
    }

    /**
     * Writes {@code NAME.md} and {@code NAME.csv}.
     *
     * @return the text with the tables
     */
    String write(String name, Path directory) throws IOException {
        Files.createDirectories(directory);
        String text = markdown();
        Files.writeString(directory.resolve(name + ".md"), text);
        Files.writeString(directory.resolve(name + ".csv"), csv());
        return text;
    }

    /** The median of the gaps, divided by the election timeout. */
    double medianGapInElectionTimeouts() {
        return Samples.median(values(Failover::gapMillis)) / electionTimeout.toMillis();
    }

    String markdown() {
        var text = new StringBuilder(heading).append("\n\n");
        text.append("| run | killed | writes/s before | gap ms | half of that again after ms |\n");
        text.append("|---|---|---|---|---|\n");
        for (var failover : failovers) {
            row(
                    text,
                    Integer.toString(failover.run()),
                    failover.killed(),
                    Report.number(failover.perSecondBefore()),
                    Report.number(failover.gapMillis()),
                    Report.number(failover.halfMillis()));
        }
        text.append("\n| | min | median | max |\n|---|---|---|---|\n");
        distribution(text, "gap ms", values(Failover::gapMillis));
        distribution(text, "half again after ms", values(Failover::halfMillis));
        text.append("\n| target | wanted | measured | |\n|---|---|---|---|\n");
        double ratio = medianGapInElectionTimeouts();
        row(
                text,
                "median gap ÷ election timeout of " + electionTimeout.toMillis() + " ms",
                "≤ " + MAX_GAP_IN_ELECTION_TIMEOUTS,
                Report.number(ratio),
                verdict(ratio <= MAX_GAP_IN_ELECTION_TIMEOUTS));
        row(
                text,
                "lost of " + readBack.acknowledged() + " acknowledged writes",
                "0",
                Long.toString(readBack.lost()),
                verdict(readBack.lost() == 0));
        return text.toString();
    }

    String csv() {
        var text = new StringBuilder("run,killed,writes_per_second_before,gap_ms,half_ms\n");
        for (var failover : failovers) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.1f,%.3f,%.3f%n",
                    failover.run(),
                    failover.killed(),
                    failover.perSecondBefore(),
                    failover.gapMillis(),
                    failover.halfMillis()));
        }
        return text.toString();
    }

    private double[] values(ToDoubleFunction<Failover> value) {
        return failovers.stream().mapToDouble(value).toArray();
    }

    /** One that is not known is the longest: {@code NaN} sorts last, and shows as unknown wherever it ends up. */
    private static void distribution(StringBuilder text, String title, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        row(
                text,
                title,
                Report.number(sorted[0]),
                Report.number(Samples.median(sorted)),
                Report.number(sorted[sorted.length - 1]));
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "not reached";
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
