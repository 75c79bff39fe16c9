package io.raftkv.benchmarks.compare.failover;

/**
 * What clients noticed when one leader was killed.
 *
 * @param run from 1
 * @param killed the server that was the leader
 * @param perSecondBefore acknowledged writes per second before that
 * @param gapMillis from the kill to the first acknowledgement of a write that began after it
 * @param halfMillis from the kill until a tenth of a second saw half as many writes as before, {@link Double#NaN} when none
 *     did while it was watched
 */
record Failover(int run, String killed, double perSecondBefore, double gapMillis, double halfMillis) {}
