/**
 * The simulated world: whole servers and their clients in one {@link io.raftkv.raft.sim.Simulation}, on one thread, in virtual time.
 * {@link io.raftkv.jepsen.sim.SimulatedWorld} is the way in.
 */
package io.raftkv.jepsen.sim;
