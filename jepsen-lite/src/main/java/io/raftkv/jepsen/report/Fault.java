package io.raftkv.jepsen.report;

/**
 * Something that was done to the cluster.
 *
 * @param name of the fault
 * @param target what it hit; empty when it is not told
 * @param from when it started, as {@link Run} counts time
 * @param to when it ended, the same as {@code from} for what happened at one moment
 */
record Fault(String name, String target, long from, long to) {

    String label() {
        return target.isEmpty() ? name : name + " " + target;
    }

    boolean isMoment() {
        return from == to;
    }

    boolean overlaps(long begin, long end) {
        return isMoment() ? from >= begin && from <= end : from < end && to > begin;
    }
}
