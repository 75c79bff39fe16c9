/**
 * Carries messages between servers. {@link io.raftkv.raft.transport.Transport} is what a node needs of a network;
 * {@link io.raftkv.raft.transport.GrpcTransport} is the real one, the other is the simulated one.
 *
 * <p>Each server opens one long-lived gRPC stream to each of its peers and sends on it; what the peer has to say comes on
 * the stream that the peer opened. {@code raft.proto} is the protocol. Reading order: {@code PeerLink} (the way out: queue,
 * connection, reconnection), {@code OutgoingStream}, {@code IncomingStreams} (the way in: handshake, refusal),
 * {@code MessageEncoder} and {@code MessageDecoder}.
 *
 * <p>What is counted, {@code peer} being the peer's id in hexadecimal (Prometheus writes {@code _} for {@code .}, and
 * {@code _total} after a counter):
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code raft.transport.sent.messages}, {@code .sent.bytes}</td><td>peer</td>
 *     <td>messages handed to the connection</td></tr>
 * <tr><td>{@code raft.transport.received.messages}, {@code .received.bytes}</td><td>peer</td>
 *     <td>messages received, malformed ones included</td></tr>
 * <tr><td>{@code raft.transport.dropped.messages}</td>
 *     <td>peer, reason: unconnected, queue_full, connection_lost, too_large</td><td>messages not sent</td></tr>
 * <tr><td>{@code raft.transport.malformed.messages}</td><td>peer, reason: unreadable, misaddressed, impossible</td>
 *     <td>messages received and refused</td></tr>
 * <tr><td>{@code raft.transport.refused.streams}</td>
 *     <td>reason: no_hello, other_version, other_cluster, other_group, other_server, unknown_peer</td>
 *     <td>streams of others than peers</td></tr>
 * <tr><td>{@code raft.transport.connections}</td><td>peer</td><td>how often the peer was reached</td></tr>
 * <tr><td>{@code raft.transport.connected}</td><td>peer</td><td>gauge: 1 while the peer takes messages</td></tr>
 * <tr><td>{@code raft.transport.queued.bytes}</td><td>peer</td><td>gauge: bytes that wait for the connection</td></tr>
 * </table>
 */
package io.raftkv.raft.transport;
