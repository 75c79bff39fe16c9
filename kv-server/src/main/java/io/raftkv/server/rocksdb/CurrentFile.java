package io.raftkv.server.rocksdb;

import io.raftkv.raft.storage.Disk;
import io.raftkv.server.mvcc.DamagedStoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The file {@value #NAME}, which says where the state is. Replacing it, in one step, is what replaces the state.
 *
 * @param number names the RocksDB directory
 * @param snapshotId the snapshot that the directory was made from, 0 for none
 */
record CurrentFile(long number, long snapshotId) {
    static final String NAME = "CURRENT";
    static final String TEMPORARY_NAME = NAME + ".tmp";

    private static final int MAX_BYTES = 128;
    private static final Pattern FORMAT =
            Pattern.compile("(directory (\\d{1,18})\nsnapshot ([0-9a-f]{16})\n)crc32c ([0-9a-f]{8})\n");

    /**
     * Reads the file; empty when there is none.
     *
     * @throws DamagedStoreException when it is not what was written
     */
    static Optional<CurrentFile> read(Disk disk) throws IOException {
        if (!disk.exists(NAME)) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.allocate(MAX_BYTES);
        try (var file = disk.open(NAME)) {
            file.read(bytes, 0);
        }
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
        var fields = FORMAT.matcher(text);
        if (!fields.matches() || !checksum(fields.group(1)).equals(fields.group(4))) {
            throw new DamagedStoreException("file " + NAME + " of the store in " + disk.describe()
                    + " is damaged: it does not say any more which directory holds the state");
        }
        return Optional.of(
                new CurrentFile(Long.parseLong(fields.group(2)), HexFormat.fromHexDigitsToLong(fields.group(3))));
    }

    /** Puts this file in the place of the former one; a crash leaves one of them, and this one after the return. */
    void write(Disk disk) throws IOException {
        String fields = "directory " + number + "\nsnapshot " + HexFormat.of().toHexDigits(snapshotId) + "\n";
        String text = fields + "crc32c " + checksum(fields) + "\n";
        disk.delete(TEMPORARY_NAME);
        try (var file = disk.create(TEMPORARY_NAME)) {
            file.write(new ByteBuffer[] {StandardCharsets.US_ASCII.encode(text)}, 0);
            file.force();
        }
        disk.rename(TEMPORARY_NAME, NAME);
        disk.forceDirectory("");
    }

    private static String checksum(String fields) {
        var crc = new CRC32C();
        crc.update(fields.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
