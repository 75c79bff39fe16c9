package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

/** What is remembered of keys that were written lately, and for how long. */
class RecentVersionsTest {
    private static final NewestVersion FIRST = new NewestVersion(2, 1, 0);
    private static final NewestVersion SECOND = FIRST.next(3, 0);

    @Test
    void aKeyThatNobodyWroteIsUnknown() {
        assertThat(new RecentVersions(1_000).get(key(1))).isNull();
    }

    @Test
    void theLastVersionIsKnown() {
        var recent = new RecentVersions(1_000);
        recent.put(key(1), FIRST);
        recent.put(key(1), SECOND);
        assertThat(recent.get(key(1))).isEqualTo(SECOND);
        assertThat(recent.size()).isEqualTo(1);
    }

    @Test
    void aKeyThatWasDeletedIsKnownNotToBeAlive() {
        var recent = new RecentVersions(1_000);
        recent.put(key(1), NewestVersion.NONE);
        assertThat(recent.get(key(1))).isEqualTo(NewestVersion.NONE);
    }

    @Test
    void whatWasNotAskedForTheLongestIsForgottenFirst() {
        var recent = new RecentVersions(3 * (192 + Long.BYTES));
        for (int i = 1; i <= 3; i++) {
            recent.put(key(i), FIRST);
        }
        recent.get(key(1));
        recent.put(key(4), FIRST);
        assertThat(recent.size()).isEqualTo(3);
        assertThat(recent.get(key(1))).isEqualTo(FIRST);
        assertThat(recent.get(key(2))).isNull();
    }

    @Test
    void aDeletedKeyBeginsAnew() {
        assertThat(NewestVersion.NONE.next(7, 0)).isEqualTo(new NewestVersion(7, 1, 0));
        assertThat(SECOND).isEqualTo(new NewestVersion(2, 2, 0));
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8(String.format("%08d", number));
    }
}
