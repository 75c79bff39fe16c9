package io.raftkv.benchmarks.compare;

/**
 * What is measured, the same for all contenders; a row of the tables.
 *
 * @param load what kind of load, such as {@code 256 B}; a plot is drawn for each kind
 * @param concurrency how many operations are under way at a time, 0 when they come at a fixed rate
 */
public record Case(String load, int concurrency) {

    /** The concurrency as tables show it. */
    public String concurrencyText() {
        return concurrency == 0 ? "–" : Integer.toString(concurrency);
    }
}
