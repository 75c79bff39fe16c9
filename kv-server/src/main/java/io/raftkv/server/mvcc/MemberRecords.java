package io.raftkv.server.mvcc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.raftkv.server.proto.MemberAttributes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What members told of themselves: one record for each in {@link Space#META}, beside the {@link StoreState}, because it comes
 * through the log as every other change does and must be as durable as the applied index says.
 */
final class MemberRecords {
    private static final byte[] PREFIX = "member/".getBytes(StandardCharsets.US_ASCII);

    private MemberRecords() {}

    static void put(Transaction transaction, MemberAttributes attributes) {
        transaction.put(Space.META, key(attributes.getId()), attributes.toByteArray());
    }

    /** What a member has told of itself; null when nothing. */
    static @Nullable MemberAttributes get(ReadView view, long id) {
        var value = view.get(Space.META, key(id));
        return value == null ? null : decode(value);
    }

    /** All of them, in the order of the members' ids as unsigned numbers. */
    static List<MemberAttributes> all(ReadView view) {
        var all = new ArrayList<MemberAttributes>();
        try (var cursor = view.cursor(Space.META)) {
            for (boolean found = cursor.seek(PREFIX); found && isMember(cursor.key()); found = cursor.next()) {
                all.add(decode(cursor.value()));
            }
        }
        return all;
    }

    private static byte[] key(long id) {
        var key = Arrays.copyOf(PREFIX, PREFIX.length + Long.BYTES);
        BigEndian.putLong(key, PREFIX.length, id);
        return key;
    }

    private static boolean isMember(byte[] key) {
        return key.length == PREFIX.length + Long.BYTES
                && Arrays.equals(key, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    private static MemberAttributes decode(byte[] value) {
        try {
            return MemberAttributes.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedStoreException("the store is damaged: a member's record cannot be read", e);
        }
    }
}
