/**
 * A simulated world for whole servers: one thread, virtual time, one seed. Start at
 * {@link io.raftkv.raft.sim.SimulatedCluster}.
 *
 * <p>{@link io.raftkv.raft.sim.Simulation} is time and chance; {@link io.raftkv.raft.sim.SimulatedNetwork} loses, delays and
 * duplicates what servers say; {@link io.raftkv.raft.sim.SimulatedDisk} forgets at a power loss what was not forced;
 * {@link io.raftkv.raft.sim.SimulatedClock} is each server's own idea of time; {@link io.raftkv.raft.sim.Guarantees} checks
 * the paper's Figure 3 after each event. The servers in it are the same {@link io.raftkv.raft.node.RaftNode}s that run in
 * production.
 *
 * <p>What goes wrong is data: a {@link io.raftkv.raft.sim.FaultSchedule}, written by hand or drawn by
 * {@link io.raftkv.raft.sim.RandomFaults}, which {@link io.raftkv.raft.sim.FaultInjector} makes happen, and which can be made
 * as short as it can be and still make a run fail.
 */
package io.raftkv.raft.sim;
