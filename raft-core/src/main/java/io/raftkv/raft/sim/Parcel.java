package io.raftkv.raft.sim;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;

/** What travels over the simulated network. */
public sealed interface Parcel {

    /** A message of the algorithm. */
    record OfMessage(Message message) implements Parcel {
        @Override
        public long from() {
            return message.from();
        }

        @Override
        public long to() {
            return message.to();
        }

        @Override
        public long bytes() {
            long payload = switch (message) {
                case AppendEntries append ->
                    append.entries().stream().mapToLong(LogEntry::sizeInBytes).sum();
                case ForwardedProposals forwarded ->
                    forwarded.proposals().stream()
                            .mapToLong(Proposal::sizeInBytes)
                            .sum();
                default -> 0;
            };
            return FIXED_BYTES + payload;
        }

        @Override
        public void deliver(Transport.Receiver receiver) {
            receiver.receive(message);
        }

        @Override
        public String toString() {
            return message.toString();
        }
    }

    /** A part of a snapshot. */
    record OfSnapshot(SnapshotPart part) implements Parcel {
        @Override
        public long from() {
            return part.from();
        }

        @Override
        public long to() {
            return part.to();
        }

        @Override
        public long bytes() {
            return FIXED_BYTES
                    + (part instanceof SnapshotPart.Chunk chunk ? chunk.data().remaining() : 0);
        }

        @Override
        public void deliver(Transport.Receiver receiver) {
            receiver.receive(part);
        }

        @Override
        public String toString() {
            return part.toString();
        }
    }

    /** About what everything needs that is not payload. */
    long FIXED_BYTES = 64;

    /** Id of the server that sent it. */
    long from();

    /** Id of the server that it is for. */
    long to();

    /** About how many bytes it has on the wire. */
    long bytes();

    /** Hands it over. */
    void deliver(Transport.Receiver receiver);
}
