package io.raftkv.server.mvcc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Ids that belonged to members whose removal was asked for, in {@link Space#META}: none of them is ever given to another
 * member, so that nobody takes the votes and acknowledgements of one for those of the other.
 */
final class RetiredMembers {
    private static final byte[] PREFIX = "retired/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK = {1};

    private RetiredMembers() {}

    static void add(Transaction transaction, long id) {
        transaction.put(Space.META, key(id), MARK);
    }

    static boolean contains(ReadView view, long id) {
        return view.get(Space.META, key(id)) != null;
    }

    static SortedSet<Long> all(ReadView view) {
        var all = new TreeSet<Long>();
        try (var cursor = view.cursor(Space.META)) {
            for (boolean found = cursor.seek(PREFIX); found && isRetired(cursor.key()); found = cursor.next()) {
                all.add(BigEndian.getLong(cursor.key(), PREFIX.length));
            }
        }
        return all;
    }

    private static byte[] key(long id) {
        var key = Arrays.copyOf(PREFIX, PREFIX.length + Long.BYTES);
        BigEndian.putLong(key, PREFIX.length, id);
        return key;
    }

    private static boolean isRetired(byte[] key) {
        return key.length == PREFIX.length + Long.BYTES
                && Arrays.equals(key, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }
}
