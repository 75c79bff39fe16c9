package io.raftkv.client;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * A condition on the stored pair of one key, read as <i>stored, relation, given</i>. An absent key has version,
 * revisions and lease 0, and a comparison with its value never holds.
 *
 * @param key the key
 * @param relation how the stored operand must relate to the given one
 * @param operand what is compared, and with what
 */
public record Compare(ByteString key, Relation relation, Operand operand) {

    /** How the stored operand relates to the given one. */
    public enum Relation {
        /** They are the same. */
        EQUAL,
        /** The stored one is greater. */
        GREATER,
        /** The stored one is less. */
        LESS,
        /** They differ. */
        NOT_EQUAL
    }

    /** What is compared, and with what. */
    public sealed interface Operand permits Version, CreateRevision, ModRevision, Lease, Value {}

    /**
     * The number of writes since the key was created.
     *
     * @param number what the stored one is compared with
     */
    public record Version(long number) implements Operand {}

    /**
     * The revision that created the key.
     *
     * @param number what the stored one is compared with
     */
    public record CreateRevision(long number) implements Operand {}

    /**
     * The revision of the last write to the key.
     *
     * @param number what the stored one is compared with
     */
    public record ModRevision(long number) implements Operand {}

    /**
     * The lease that the key hangs on.
     *
     * @param id what the stored one is compared with, 0 for none
     */
    public record Lease(long id) implements Operand {}

    /**
     * The value, compared as unsigned bytes.
     *
     * @param bytes what the stored one is compared with
     */
    public record Value(ByteString bytes) implements Operand {}

    /** Checks that nothing is missing. */
    public Compare {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(relation, "relation");
        Objects.requireNonNull(operand, "operand");
    }

    /** The key exists. */
    public static Compare exists(ByteString key) {
        return new Compare(key, Relation.GREATER, new CreateRevision(0));
    }

    /** The key does not exist. */
    public static Compare absent(ByteString key) {
        return new Compare(key, Relation.EQUAL, new CreateRevision(0));
    }

    /** The key exists and has this value. */
    public static Compare valueEquals(ByteString key, ByteString value) {
        return new Compare(key, Relation.EQUAL, new Value(value));
    }

    /** The key was last written by this revision, 0 for: it does not exist. */
    public static Compare modRevisionEquals(ByteString key, long revision) {
        return new Compare(key, Relation.EQUAL, new ModRevision(revision));
    }
}
