package io.raftkv.benchmarks.compare;

import java.util.Locale;

/**
 * What this project wants to reach.
 *
 * @param what in words
 * @param of where it is measured
 * @param metric which figure
 * @param peer the contender by whose figure ours is divided, empty when the figure itself is compared
 * @param bound at least this for throughput, at most this for all else
 */
public record Target(String what, Case of, Metric metric, String peer, double bound) {

    /** What came of a target. */
    public enum Verdict {
        /** The bound holds. */
        REACHED("reached"),
        /** It does not. */
        MISSED("not reached"),
        /** The peer took no part, or the case was left out. */
        NOT_MEASURED("not measured");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** As tables show it. */
        public String text() {
            return text;
        }
    }

    /** Our figure, or its ratio to the peer's; {@link Double#NaN} when it was not measured. */
    public double value(String ours, Samples samples) {
        return peer.isEmpty() ? samples.median(ours, of, metric) : samples.ratio(ours, peer, of, metric);
    }

    /** Whether it was reached. */
    public Verdict verdict(String ours, Samples samples) {
        double value = value(ours, samples);
        if (!Double.isFinite(value)) {
            return Verdict.NOT_MEASURED;
        }
        boolean reached = metric.lessIsBetter() ? value <= bound : value >= bound;
        return reached ? Verdict.REACHED : Verdict.MISSED;
    }

    /** The bound in words. */
    public String boundText() {
        String relation = metric.lessIsBetter() ? "≤ " : "≥ ";
        String unit = peer.isEmpty() ? " " + metric.title() : " × " + peer;
        return relation + String.format(Locale.ROOT, "%.4g", bound).replaceAll("\\.?0+$", "") + unit;
    }
}
