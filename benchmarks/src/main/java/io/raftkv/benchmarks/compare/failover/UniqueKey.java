package io.raftkv.benchmarks.compare.failover;

import com.google.protobuf.ByteString;
import java.util.Random;

/** What the puts write: a key that names its put, and a value that nobody else writes. */
final class UniqueKey {

    private static final int PUT_DIGITS = 8;
    private static final int PADDING_BYTES = 224;
    private static final ByteString PADDING = padding();

    private UniqueKey() {}

    /** What all keys of a client begin with. */
    static String prefix(int client) {
        return String.format("failover/%05d/", client);
    }

    static ByteString key(int client, int put) {
        return ByteString.copyFromUtf8(prefix(client) + String.format("%0" + PUT_DIGITS + "d", put));
    }

    /** The number of the put that wrote a key. */
    static int put(ByteString key) {
        return Integer.parseInt(key.substring(key.size() - PUT_DIGITS).toStringUtf8());
    }

    /** The key, and then bytes that nobody can compress within one value. */
    static ByteString value(int client, int put) {
        return key(client, put).concat(PADDING);
    }

    private static ByteString padding() {
        byte[] bytes = new byte[PADDING_BYTES];
        new Random(PADDING_BYTES).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
