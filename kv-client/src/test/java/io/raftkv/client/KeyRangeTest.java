package io.raftkv.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyRangeTest {

    @Test
    void prefixEndsBeforeTheNextOneOfTheSameLength() {
        assertThat(KeyRange.prefix("foo")).isEqualTo(KeyRange.between(utf8("foo"), utf8("fop")));
    }

    @Test
    void prefixThatEndsInTheHighestByteIsCutBeforeIt() {
        assertThat(KeyRange.prefix(bytes('a', 0xff, 0xff)).end()).isEqualTo(utf8("b"));
    }

    @Test
    void prefixOfHighestBytesOnlyHasNoUpperEnd() {
        assertThat(KeyRange.prefix(bytes(0xff))).isEqualTo(KeyRange.from(bytes(0xff)));
    }

    @Test
    void emptyPrefixAndEmptyFirstKeyMeanEveryKey() {
        assertThat(KeyRange.prefix("")).isEqualTo(KeyRange.all());
        assertThat(KeyRange.from(ByteString.EMPTY)).isEqualTo(KeyRange.all());
    }

    @Property
    void rangeOfAPrefixHoldsExactlyTheKeysThatBeginWithIt(@ForAll byte[] prefixBytes, @ForAll byte[] keyBytes) {
        ByteString prefix = ByteString.copyFrom(prefixBytes);
        ByteString key = ByteString.copyFrom(keyBytes);
        KeyRange range = KeyRange.prefix(prefix);

        assertThat(contains(range, prefix.concat(key))).isEqualTo(!prefix.isEmpty() || !key.isEmpty());
        assertThat(contains(range, key)).isEqualTo(key.startsWith(prefix) && !key.isEmpty());
    }

    /** No key is empty: the range of every key begins with the smallest that there is. */
    private static boolean contains(KeyRange range, ByteString key) {
        var order = ByteString.unsignedLexicographicalComparator();
        boolean open = range.end().equals(bytes(0));
        return order.compare(range.key(), key) <= 0 && (open || order.compare(key, range.end()) < 0);
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static ByteString bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }
}
