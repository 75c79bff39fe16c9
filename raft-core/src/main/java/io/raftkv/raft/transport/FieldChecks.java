package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.MalformedMessageException.Kind.IMPOSSIBLE;

import com.google.protobuf.ByteString;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.transport.proto.RaftProto;

/** Lets no value through that cannot be meant. */
final class FieldChecks {

    private FieldChecks() {}

    /** A position in the log of a server that is, or was, in {@code term}: no entry there can be of a later one. */
    static LogPosition position(RaftProto.LogPosition message, long term) throws MalformedMessageException {
        var position = new LogPosition(notNegative("index", message.getIndex()), message.getTerm());
        if (position.term() < 0 || position.term() > term) {
            throw impossible("a log position of term " + position.term() + " from a server in term " + term);
        }
        if ((position.index() == 0) != (position.term() == 0)) {
            throw impossible("index " + position.index() + " cannot be of term " + position.term());
        }
        return position;
    }

    /** A configuration that a leader can have had: it has voters. */
    static Configuration configuration(ByteString bytes) throws MalformedMessageException {
        Configuration configuration;
        try {
            configuration = Configuration.decode(bytes.asReadOnlyByteBuffer());
        } catch (IllegalArgumentException e) {
            throw impossible("no configuration: " + e.getMessage());
        }
        if (configuration.voters().isEmpty()) {
            throw impossible("a configuration without voters, of which nobody can be leader");
        }
        return configuration;
    }

    /** The term of a candidate or of a leader. */
    static long started(long term) throws MalformedMessageException {
        if (term == 0) {
            throw impossible("term is 0, in which there are no candidates and no leaders");
        }
        return term;
    }

    /** A term, an index, a length or a count of bytes. */
    static long notNegative(String field, long value) throws MalformedMessageException {
        if (value < 0) {
            throw impossible(field + " is " + Long.toUnsignedString(value) + ", beyond what is possible");
        }
        return value;
    }

    static MalformedMessageException impossible(String message) {
        return new MalformedMessageException(IMPOSSIBLE, message);
    }
}
