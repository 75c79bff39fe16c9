/**
 * The tester: clients use a replicated store while faults hit it, what they saw is recorded, and checkers judge it. The way in is
 * {@link io.raftkv.jepsen.run.TestSpec}, what is tested, and the worlds where it runs, {@link io.raftkv.jepsen.sim.SimulatedWorld} and
 * {@link io.raftkv.jepsen.process.ProcessWorld}; a run leaves a {@link io.raftkv.jepsen.history} behind, which {@link io.raftkv.jepsen.checker}s judge and {@link io.raftkv.jepsen.report} shows.
 */
package io.raftkv.jepsen;
