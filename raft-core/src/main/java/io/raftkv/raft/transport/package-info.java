/**
 * Carries messages between servers. {@link io.raftkv.raft.transport.Transport} is what a node needs of a network;
 * {@link io.raftkv.raft.transport.GrpcTransport} is the real one, the other is the simulated one.
 *
 * <p>Each server opens two long-lived gRPC streams to each of its peers and sends on them: one for the algorithm's
 * messages, and one for snapshots. What the peer has to say comes on the streams that the peer opened. {@code raft.proto} is
 * the protocol. Reading order: {@code PeerLanes}, {@code PeerLink} (the way out: queue, connection, reconnection),
 * {@code OutgoingStream}, {@code IncomingStreams} (the way in: handshake, refusal), {@code MessageEncoder} and
 * {@code MessageDecoder}, {@code SnapshotPartEncoder} and {@code SnapshotPartDecoder}; {@code TlsContexts} for {@link
 * io.raftkv.raft.transport.PeerSecurity}.
 *
 * <p>What is counted, {@code peer} being the peer's id in hexadecimal and {@code lane} what a stream is for, consensus or
 * snapshot (Prometheus writes {@code _} for {@code .}, and {@code _total} after a counter):
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code raft.transport.sent.messages}, {@code .sent.bytes}</td><td>peer, lane</td>
 *     <td>messages handed to the connection</td></tr>
 * <tr><td>{@code raft.transport.received.messages}, {@code .received.bytes}</td><td>peer, lane</td>
 *     <td>messages received, malformed ones included</td></tr>
 * <tr><td>{@code raft.transport.dropped.messages}</td>
 *     <td>peer, lane, reason: unconnected, queue_full, connection_lost, too_large</td><td>messages not sent</td></tr>
 * <tr><td>{@code raft.transport.malformed.messages}</td>
 *     <td>peer, lane, reason: unreadable, misaddressed, impossible, damaged,
 *     oversized</td><td>messages received and refused</td></tr>
 * <tr><td>{@code raft.transport.refused.streams}</td>
 *     <td>reason: no_hello, other_version, other_cluster, other_group, other_server, unknown_peer,
 *     unknown_lane, tls</td><td>streams of others than peers</td></tr>
 * <tr><td>{@code raft.transport.connections}</td><td>peer, lane</td><td>how often the peer was reached</td></tr>
 * <tr><td>{@code raft.transport.connected}</td><td>peer, lane</td><td>gauge: 1 while the peer takes messages</td></tr>
 * <tr><td>{@code raft.transport.queued.bytes}</td><td>peer, lane</td><td>gauge: bytes that wait for the connection</td></tr>
 * </table>
 */
package io.raftkv.raft.transport;
