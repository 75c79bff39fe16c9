package io.raftkv.server.mvcc;

/**
 * The number of one event. As a key of {@link Space#REVISIONS} it is {@value #ENCODED_BYTES} bytes that order as the
 * events happened.
 *
 * @param main the store's revision that the event belongs to
 * @param sub which event it is within that revision, from 0
 */
public record Revision(long main, int sub) {
    static final int ENCODED_BYTES = Long.BYTES + Integer.BYTES;

    /** The first event of a revision. */
    static Revision firstOf(long main) {
        return new Revision(main, 0);
    }

    /** Reads a key of {@link Space#REVISIONS}. */
    static Revision decode(byte[] encoded) {
        return new Revision(BigEndian.getLong(encoded, 0), BigEndian.getInt(encoded, Long.BYTES));
    }

    /** This revision as a key of {@link Space#REVISIONS}. */
    byte[] encode() {
        return encode(main, sub);
    }

    static byte[] encode(long main, int sub) {
        var encoded = new byte[ENCODED_BYTES];
        BigEndian.putLong(encoded, 0, main);
        BigEndian.putInt(encoded, Long.BYTES, sub);
        return encoded;
    }
}
