package io.raftkv.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A comparison in files: {@code NAME.md} with the tables, {@code NAME.csv} with every sample, and a plot for every kind of
 * load that was measured at several concurrencies.
 *
 * @param name {@code raft} or {@code kv}
 * @param heading what was compared, and where; the first lines of the text
 * @param ours our name among the contenders
 * @param concurrencyTitle what the concurrency is called
 * @param targets what is to be reached
 */
public record Report(String name, String heading, String ours, String concurrencyTitle, List<Target> targets) {

    private static final Set<Metric> COMPARED = EnumSet.of(Metric.THROUGHPUT, Metric.P50, Metric.P99, Metric.CPU);

    /**
     * Writes the files.
     *
     * @return the text with the tables
     */
    public String write(Samples samples, Path directory) throws IOException {
        Files.createDirectories(directory);
        String text = markdown(samples);
        Files.writeString(directory.resolve(name + ".md"), text);
        Files.writeString(directory.resolve(name + ".csv"), csv(samples));
        for (var plot : Plot.of(samples, concurrencyTitle)) {
            Files.writeString(directory.resolve(name + "-" + plot.fileName()), plot.svg());
        }
        return text;
    }

    /** The tables: every case of every contender, and the targets. */
    String markdown(Samples samples) {
        var text = new StringBuilder(heading).append("\n\n");
        figures(samples, text);
        text.append("\nThe ratios are ours ÷ that contender's, of medians over all rounds.\n\n");
        targets(samples, text);
        return text.toString();
    }

    private void figures(Samples samples, StringBuilder text) {
        List<String> titles = new ArrayList<>(List.of("load", concurrencyTitle, "contender"));
        for (var metric : Metric.values()) {
            titles.add(metric.title() + (isMillis(metric) ? " ms" : ""));
        }
        titles.add("errors");
        for (var metric : COMPARED) {
            titles.add("ratio " + metric.title());
        }
        row(text, titles);
        row(text, titles.stream().map(title -> "---").toList());
        for (var of : samples.cases()) {
            for (String contender : samples.contenders()) {
                row(text, cells(samples, of, contender));
            }
        }
    }

    private List<String> cells(Samples samples, Case of, String contender) {
        List<String> cells = new ArrayList<>(List.of(of.load(), of.concurrencyText(), contender));
        for (var metric : Metric.values()) {
            cells.add(number(samples.median(contender, of, metric)));
        }
        cells.add(Long.toString(samples.errors(contender, of)));
        for (var metric : COMPARED) {
            cells.add(contender.equals(ours) ? "" : number(samples.ratio(ours, contender, of, metric)));
        }
        return cells;
    }

    private void targets(Samples samples, StringBuilder text) {
        row(text, List.of("target", concurrencyTitle, "wanted", "measured", ""));
        row(text, List.of("---", "---", "---", "---", "---"));
        for (var target : targets) {
            row(
                    text,
                    List.of(
                            target.what(),
                            target.of().concurrencyText(),
                            target.boundText(),
                            number(target.value(ours, samples)),
                            target.verdict(ours, samples).text()));
        }
    }

    /** Every sample, not only the medians. */
    static String csv(Samples samples) {
        var text = new StringBuilder("round,contender,load,concurrency,operations,errors,seconds");
        for (var metric : Metric.values()) {
            text.append(',').append(metric.name().toLowerCase(Locale.ROOT));
        }
        text.append('\n');
        for (var sample : samples.all()) {
            var measured = sample.measured();
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,\"%s\",%d,%d,%d,%.3f",
                    sample.round(),
                    sample.contender(),
                    sample.of().load(),
                    sample.of().concurrency(),
                    measured.operations(),
                    measured.errors(),
                    measured.nanos() / 1e9));
            Arrays.stream(Metric.values())
                    .forEach(metric -> text.append(String.format(Locale.ROOT, ",%.4f", metric.of(sample))));
            text.append('\n');
        }
        return text.toString();
    }

    /** Three significant digits; whole numbers from 100 on. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static boolean isMillis(Metric metric) {
        return switch (metric) {
            case P50, P99, P999, MAX -> true;
            case THROUGHPUT, CPU, WRITTEN, RESIDENT -> false;
        };
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
