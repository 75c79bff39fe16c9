package io.raftkv.benchmarks.compare.raft;

import io.raftkv.benchmarks.compare.Metric;
import io.raftkv.benchmarks.compare.Samples;
import io.raftkv.benchmarks.compare.Surroundings;
import io.raftkv.benchmarks.compare.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The least that this library must reach against SOFAJRaft in the same run, so that a regression is noticed. Unlike {@link
 * RaftPlan#targets}, which say what is wanted, these leave room for the noise of a machine: who breaks one has a reason to look.
 *
 * @param bounds at least one, each a ratio to the peer
 */
record RatioBounds(List<Target> bounds) {

    private static final Pattern NAME = Pattern.compile("(throughput|p50)\\.([1-9][0-9]{0,5})");

    RatioBounds {
        bounds = List.copyOf(bounds);
    }

    /** What came of the bounds; a line for each of them, in one of three lists. */
    record Outcome(List<String> held, List<String> broken, List<String> notMeasured) {

        /** 0 when all held, 1 when one was broken, 2 when one was not measured: a check that did not happen did not pass. */
        int exitCode() {
            if (!notMeasured.isEmpty()) {
                return 2;
            }
            return broken.isEmpty() ? 0 : 1;
        }

        /** What to tell whoever ran the comparison. */
        List<String> lines() {
            List<String> lines = new ArrayList<>();
            held.forEach(line -> lines.add("bound held: " + line));
            broken.forEach(line -> lines.add("bound broken: " + line));
            notMeasured.forEach(line -> lines.add("bound not measured: " + line));
            return lines;
        }
    }

    /** Where they are written down: {@code benchmarks/ratios.properties}. */
    static Path file() {
        return Surroundings.target().resolve("../ratios.properties").normalize();
    }

    /**
     * Reads lines such as {@code throughput.64=0.8}.
     *
     * @throws IOException when there is no such file
     * @throws IllegalArgumentException when it says nothing, or something else
     */
    static RatioBounds read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        List<Target> bounds = new ArrayList<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            bounds.add(bound(file, name, properties.getProperty(name)));
        }
        if (bounds.isEmpty()) {
            throw new IllegalArgumentException(file + " has no bounds");
        }
        return new RatioBounds(bounds);
    }

    private static Target bound(Path file, String name, String value) {
        var parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException(file + ": " + name + " is neither throughput.WINDOW nor p50.WINDOW");
        }
        int window = Integer.parseInt(parts.group(2));
        double ratio = number(file, name, value);
        return parts.group(1).equals("p50")
                ? RaftPlan.latency(window, Metric.P50, ratio)
                : RaftPlan.throughput(window, ratio);
    }

    private static double number(Path file, String name, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(file + ": " + name + "=" + value + " is no number", e);
        }
        throw new IllegalArgumentException(file + ": " + name + "=" + value + " must be positive");
    }

    /** Holds the medians against the bounds. */
    Outcome check(Samples samples) {
        var outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String ours = Library.RAFTKV.title();
        for (var bound : bounds) {
            String where = bound.what() + ", window " + bound.of().concurrencyText() + ": must be " + bound.boundText();
            String line = where + ", is " + String.format(Locale.ROOT, "%.2f", bound.value(ours, samples));
            // A contender that answered nothing has no latency, which looks like the best there is.
            if (!answered(samples, ours, bound) || !answered(samples, bound.peer(), bound)) {
                outcome.notMeasured.add(where);
                continue;
            }
            switch (bound.verdict(ours, samples)) {
                case REACHED -> outcome.held.add(line);
                case MISSED -> outcome.broken.add(line);
                case NOT_MEASURED -> outcome.notMeasured.add(where);
            }
        }
        return outcome;
    }

    private static boolean answered(Samples samples, String contender, Target bound) {
        return samples.median(contender, bound.of(), Metric.THROUGHPUT) > 0;
    }
}
