/**
 * What a snapshot is outside the algorithm (P 7): a set of named files that a state machine hands over, and the parts in
 * which they travel to a server that needs them. The algorithm itself only knows {@link
 * io.raftkv.raft.core.SnapshotMetadata}.
 *
 * <p>{@link io.raftkv.raft.snapshot.Snapshot} is the way out, {@link io.raftkv.raft.snapshot.SnapshotReceiver} the way in,
 * {@link io.raftkv.raft.snapshot.SnapshotPart} what is said on the way.
 */
package io.raftkv.raft.snapshot;
