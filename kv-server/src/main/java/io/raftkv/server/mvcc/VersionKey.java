package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;

/**
 * The keys of {@link Space#KEYS}: {@code escaped(user key) | 00 01 | ~main | ~sub | kind}.
 *
 * <p>A zero byte of the user key is escaped to {@code 00 FF}. The terminator {@code 00 01} is therefore lower than
 * anything that can follow in a longer key, and so arbitrary bytes keep their order. The revision is complemented, so that
 * the newest version of a key comes first and a read at any revision is one seek. The kind stands in the key so that
 * counting and compaction never read values.
 */
final class VersionKey {
    private static final byte ESCAPE = 0;
    private static final byte ESCAPED_ZERO = (byte) 0xff;
    private static final byte TERMINATOR = 1;
    private static final byte AFTER_TERMINATOR = 2;
    private static final int TERMINATOR_BYTES = 2;
    private static final int REVISION_BYTES = Long.BYTES + Integer.BYTES;
    private static final int SUFFIX_BYTES = REVISION_BYTES + 1;

    private VersionKey() {}

    /** What all versions of a user key begin with; lower than each of them, and higher than those of all lower keys. */
    static byte[] prefix(ByteString userKey) {
        return escaped(userKey, 0);
    }

    /** Where to seek the newest version of a user key that is not newer than a revision. */
    static byte[] newestUpTo(ByteString userKey, long main) {
        byte[] key = escaped(userKey, Long.BYTES);
        BigEndian.putLong(key, key.length - Long.BYTES, ~main);
        return key;
    }

    /** As {@link #newestUpTo(ByteString, long)}, for the user key of another version. */
    static byte[] newestUpTo(byte[] versionKey, long main) {
        int prefixLength = prefixLength(versionKey);
        byte[] key = Arrays.copyOf(versionKey, prefixLength + Long.BYTES);
        BigEndian.putLong(key, prefixLength, ~main);
        return key;
    }

    /** As {@link #afterAllVersions(ByteString)}, for the user key of a version. */
    static byte[] afterAllVersions(byte[] versionKey) {
        byte[] key = Arrays.copyOf(versionKey, prefixLength(versionKey));
        key[key.length - 1] = AFTER_TERMINATOR;
        return key;
    }

    /** Higher than all versions of a user key, lower than those of all higher keys. */
    static byte[] afterAllVersions(ByteString userKey) {
        byte[] key = escaped(userKey, 0);
        key[key.length - 1] = AFTER_TERMINATOR;
        return key;
    }

    /** The key of one version. */
    static byte[] of(ByteString userKey, long main, int sub, EventKind kind) {
        byte[] key = escaped(userKey, SUFFIX_BYTES);
        int at = prefixLength(key);
        BigEndian.putLong(key, at, ~main);
        BigEndian.putInt(key, at + Long.BYTES, ~sub);
        key[key.length - 1] = kind.code();
        return key;
    }

    /** The user key of a version. */
    static ByteString userKey(byte[] versionKey) {
        int end = prefixLength(versionKey) - TERMINATOR_BYTES;
        var raw = new byte[end];
        int length = 0;
        for (int i = 0; i < end; i++) {
            raw[length++] = versionKey[i];
            if (versionKey[i] == ESCAPE) {
                i++; // jumps over the 0xFF that follows an escaped zero
            }
        }
        return UnsafeByteOperations.unsafeWrap(raw, 0, length);
    }

    /** The revision that wrote a version. */
    static long main(byte[] versionKey) {
        return ~BigEndian.getLong(versionKey, prefixLength(versionKey));
    }

    /** Which event of its revision wrote a version. */
    static int sub(byte[] versionKey) {
        return ~BigEndian.getInt(versionKey, prefixLength(versionKey) + Long.BYTES);
    }

    static boolean isTombstone(byte[] versionKey) {
        return versionKey[versionKey.length - 1] == EventKind.DELETE.code();
    }

    /** Whether two versions are of the same user key. */
    static boolean sameUserKey(byte[] one, byte[] other) {
        return Arrays.equals(one, 0, prefixLength(one), other, 0, prefixLength(other));
    }

    private static int prefixLength(byte[] versionKey) {
        return versionKey.length - SUFFIX_BYTES;
    }

    /** The escaped key and its terminator, with room for more bytes behind. */
    private static byte[] escaped(ByteString userKey, int room) {
        int size = userKey.size();
        int zeros = 0;
        for (int i = 0; i < size; i++) {
            if (userKey.byteAt(i) == ESCAPE) {
                zeros++;
            }
        }
        var key = new byte[size + zeros + TERMINATOR_BYTES + room];
        int at = size;
        if (zeros == 0) {
            userKey.copyTo(key, 0);
        } else {
            at = 0;
            for (int i = 0; i < size; i++) {
                byte next = userKey.byteAt(i);
                key[at++] = next;
                if (next == ESCAPE) {
                    key[at++] = ESCAPED_ZERO;
                }
            }
        }
        key[at] = ESCAPE;
        key[at + 1] = TERMINATOR;
        return key;
    }
}
