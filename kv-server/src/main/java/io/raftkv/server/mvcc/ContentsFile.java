package io.raftkv.server.mvcc;

import io.raftkv.server.mvcc.MemoryStore.Contents;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a {@link MemoryStore} as one file: equal contents make equal bytes.
 *
 * <pre>
 * crc32c u32 | for each space, in the order of the enum: (key length u32 | value length u32 | key | value)* | FFFFFFFF
 * </pre>
 */
final class ContentsFile {
    private static final int END_OF_SPACE = -1;

    private ContentsFile() {}

    /** The file with these contents, from 0 to its limit. */
    static ByteBuffer encode(Contents contents) {
        int size = Integer.BYTES;
        for (Space space : Space.values()) {
            for (var node = first(contents.of(space));
                    node != null;
                    node = contents.of(space).after(node.key())) {
                size = Math.addExact(size, 2 * Integer.BYTES + node.key().length + node.value().length);
            }
            size += Integer.BYTES;
        }
        var file = ByteBuffer.allocate(size).position(Integer.BYTES);
        for (Space space : Space.values()) {
            for (var node = first(contents.of(space));
                    node != null;
                    node = contents.of(space).after(node.key())) {
                file.putInt(node.key().length).putInt(node.value().length);
                file.put(node.key()).put(node.value());
            }
            file.putInt(END_OF_SPACE);
        }
        return file.putInt(0, checksum(file.flip()));
    }

    /**
     * The contents of a file, which reaches from 0 to its limit.
     *
     * @throws DamagedStoreException when it is not what was encoded
     */
    static Contents decode(ByteBuffer file) {
        if (file.limit() < Integer.BYTES || file.getInt(0) != checksum(file)) {
            throw new DamagedStoreException("a snapshot that was received is damaged: its checksum is wrong");
        }
        return contents(file.duplicate().position(Integer.BYTES));
    }

    private static Contents contents(ByteBuffer file) {
        Contents contents = Contents.EMPTY;
        for (Space space : Space.values()) {
            SortedTree tree = SortedTree.EMPTY;
            for (int keyLength = file.getInt(); keyLength != END_OF_SPACE; keyLength = file.getInt()) {
                var key = new byte[keyLength];
                var value = new byte[file.getInt()];
                file.get(key).get(value);
                tree = tree.with(key, value);
            }
            contents = contents.with(space, tree);
        }
        return contents;
    }

    private static SortedTree.@Nullable Node first(SortedTree tree) {
        return tree.atOrAfter(new byte[0]);
    }

    private static int checksum(ByteBuffer file) {
        var crc = new CRC32C();
        crc.update(file.duplicate().position(Integer.BYTES));
        return (int) crc.getValue();
    }
}
