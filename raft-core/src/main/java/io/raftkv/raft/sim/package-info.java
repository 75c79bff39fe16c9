/**
 * A simulated world for whole servers: one thread, virtual time, one seed. Start at
 * {@link io.raftkv.raft.sim.SimulatedCluster}.
 *
 * <p>{@link io.raftkv.raft.sim.Simulation} is time and chance; {@link io.raftkv.raft.sim.SimulatedNetwork} loses, delays and
 * duplicates messages; {@link io.raftkv.raft.sim.SimulatedDisk} forgets at a power loss what was not forced;
 * {@link io.raftkv.raft.sim.Guarantees} checks the paper's Figure 3 after each event. The servers in it are the same
 * {@link io.raftkv.raft.node.RaftNode}s that run in production.
 */
package io.raftkv.raft.sim;
