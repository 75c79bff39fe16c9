/**
 * A whole server of a Raft cluster, for those who embed one: start at {@link io.raftkv.raft.node.RaftNode}.
 *
 * <p>A request passes three loops, each of which owns its data, takes all that has queued up as one batch, and talks to the
 * others by queue: the {@code ConsensusLoop} owns the core, the {@code LogWriter} owns the disk, the {@code Applier} owns the
 * state machine. What takes long, making the state durable and moving snapshots, is done beside them by the {@code
 * SnapshotLoop}. Each loop is a thread; but what a peer or the disk has to tell a consensus loop that sleeps, it is told by a
 * turn on the thread that brings the news, which spares a wake-up ({@code Loop.takeTurn}). An embedder writes a {@link io.raftkv.raft.node.StateMachine}, or the {@code State} of an {@link
 * io.raftkv.raft.node.InMemoryStateMachine}, and picks an {@link io.raftkv.raft.node.Environment}: {@link
 * io.raftkv.raft.node.SystemEnvironment}, or a simulated one.
 *
 * <p>Whoever wants to watch the algorithm step by step gives the environment a {@link io.raftkv.raft.node.StepObserver}.
 */
package io.raftkv.raft.node;
