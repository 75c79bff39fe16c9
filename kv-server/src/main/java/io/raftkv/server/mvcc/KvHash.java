package io.raftkv.server.mvcc;

import java.util.zip.CRC32C;

/**
 * What two members compare to find out whether they hold the same.
 *
 * @param hash CRC-32C over the versions, newest first within a key, keys ascending
 * @param compactedRevision the lowest revision that counts
 * @param revision the highest revision that counts
 */
public record KvHash(int hash, long compactedRevision, long revision) {

    /** The hash of what compaction to {@code compactedRevision} keeps and is not newer than {@code revision}. */
    static KvHash of(Cursor keys, long revision, long compactedRevision) {
        var crc = new CRC32C();
        var retention = new Retention(compactedRevision);
        var lengths = new byte[2 * Integer.BYTES];
        for (boolean found = keys.seek(new byte[0]); found; found = keys.next()) {
            byte[] key = keys.key();
            if (VersionKey.main(key) <= revision && retention.keeps(key)) {
                byte[] value = keys.value();
                BigEndian.putInt(lengths, 0, key.length);
                BigEndian.putInt(lengths, Integer.BYTES, value.length);
                crc.update(lengths);
                crc.update(key);
                crc.update(value);
            }
        }
        return new KvHash((int) crc.getValue(), compactedRevision, revision);
    }
}
