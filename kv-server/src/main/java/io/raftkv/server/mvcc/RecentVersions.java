package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions of the keys that were written lately: a put of one is spared the search for what is there before it, which
 * costs more than all the rest of a put. It holds what is in the store or is about to be committed
 * to it, so that whoever gives up a batch, or replaces the store, has to {@link #clear} it.
 *
 * <p>Bounded in bytes; what was not asked for the longest goes first. Used by the applier alone.
 */
final class RecentVersions {

    /** Some 150 000 short keys, by {@link #OVERHEAD_BYTES}. */
    static final long DEFAULT_MAX_BYTES = 32 << 20;

    /** What a key costs beside its bytes: the objects and their places in the map; estimated, not measured. */
    private static final int OVERHEAD_BYTES = 192;

    private final long maxBytes;
    private final Map<ByteString, NewestVersion> versions = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** An empty one that keeps so many bytes, or one key if that is larger. */
    RecentVersions(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The newest version of a key, {@link NewestVersion#NONE} when it is known not to be alive, null when nothing is known. */
    @Nullable
    NewestVersion get(ByteString userKey) {
        return versions.get(userKey);
    }

    /** Notes what is the newest version of a key from now on. */
    void put(ByteString userKey, NewestVersion newest) {
        if (versions.replace(userKey, newest) != null) {
            return;
        }
        // A copy: the key is a part of a request, and would keep the rest of it in memory.
        versions.put(UnsafeByteOperations.unsafeWrap(userKey.toByteArray()), newest);
        bytes += costOf(userKey);
        forgetOldest();
    }

    /** Forgets everything. */
    void clear() {
        versions.clear();
        bytes = 0;
    }

    /** How many keys are known. */
    int size() {
        return versions.size();
    }

    private void forgetOldest() {
        Iterator<ByteString> oldestFirst = versions.keySet().iterator();
        while (bytes > maxBytes && versions.size() > 1) {
            bytes -= costOf(oldestFirst.next());
            oldestFirst.remove();
        }
    }

    private static long costOf(ByteString userKey) {
        return OVERHEAD_BYTES + (long) userKey.size();
    }
}
