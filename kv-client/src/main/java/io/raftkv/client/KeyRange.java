package io.raftkv.client;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * One key, or an interval of keys in the order of their unsigned bytes.
 *
 * @param key the key, or the first key of the interval
 * @param end empty for the one key, a single zero byte for no upper end, else the exclusive end
 */
public record KeyRange(ByteString key, ByteString end) {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** Checks that nothing is missing. */
    public KeyRange {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(end, "end");
    }

    /** The one key {@code key}. */
    public static KeyRange of(ByteString key) {
        return new KeyRange(key, ByteString.EMPTY);
    }

    /** The one key {@code key}, in UTF-8. */
    public static KeyRange of(String key) {
        return of(ByteString.copyFromUtf8(key));
    }

    /** Every key from {@code first} on and below {@code end}. */
    public static KeyRange between(ByteString first, ByteString end) {
        return new KeyRange(first, end);
    }

    /** Every key from {@code first} on; from the very first one if {@code first} is empty. */
    public static KeyRange from(ByteString first) {
        return new KeyRange(first.isEmpty() ? ZERO : first, ZERO);
    }

    /** Every key that begins with {@code prefix}; every key if it is empty. */
    public static KeyRange prefix(ByteString prefix) {
        return prefix.isEmpty() ? all() : new KeyRange(prefix, endOfPrefix(prefix));
    }

    /** Every key that begins with {@code prefix}, in UTF-8. */
    public static KeyRange prefix(String prefix) {
        return prefix(ByteString.copyFromUtf8(prefix));
    }

    /** Every key. */
    public static KeyRange all() {
        return new KeyRange(ZERO, ZERO);
    }

    /**
     * The first key behind all that begin with the prefix: its last byte that can be raised is, and what follows is cut
     * off.
     */
    private static ByteString endOfPrefix(ByteString prefix) {
        for (int last = prefix.size() - 1; last >= 0; last--) {
            int unsigned = prefix.byteAt(last) & 0xff;
            if (unsigned < 0xff) {
                return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {(byte) (unsigned + 1)}));
            }
        }
        return ZERO;
    }
}
