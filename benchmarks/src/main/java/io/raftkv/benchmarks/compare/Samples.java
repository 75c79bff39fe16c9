package io.raftkv.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** All samples of a comparison, in the order in which they were taken; what tables and plots are made of. Not thread-safe. */
public final class Samples {

    private final List<Sample> all = new ArrayList<>();

    /** Takes one more. */
    public void add(Sample sample) {
        all.add(sample);
    }

    /** All of them, in order. */
    public List<Sample> all() {
        return List.copyOf(all);
    }

    /** The contenders, in order of their first samples. */
    public Collection<String> contenders() {
        var contenders = new LinkedHashSet<String>();
        all.forEach(sample -> contenders.add(sample.contender()));
        return contenders;
    }

    /** What was measured, in order of the first samples. */
    public Collection<Case> cases() {
        var cases = new LinkedHashSet<Case>();
        all.forEach(sample -> cases.add(sample.of()));
        return cases;
    }

    /** The median over the rounds, {@link Double#NaN} when there was none. */
    public double median(String contender, Case of, Metric metric) {
        return median(all.stream()
                .filter(sample ->
                        sample.contender().equals(contender) && sample.of().equals(of))
                .mapToDouble(metric::of)
                .toArray());
    }

    /** The middle value, or the mean of the two in the middle; {@link Double#NaN} of nothing. */
    public static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of one contender divided by that of another, {@link Double#NaN} when one of them was not measured. */
    public double ratio(String contender, String peer, Case of, Metric metric) {
        return median(contender, of, metric) / median(peer, of, metric);
    }

    /** How many operations failed. */
    public long errors(String contender, Case of) {
        return all.stream()
                .filter(sample ->
                        sample.contender().equals(contender) && sample.of().equals(of))
                .mapToLong(sample -> sample.measured().errors())
                .sum();
    }
}
