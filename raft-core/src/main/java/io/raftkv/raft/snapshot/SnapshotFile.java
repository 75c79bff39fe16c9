package io.raftkv.raft.snapshot;

/**
 * One file of a snapshot.
 *
 * @param name a plain file name: letters, digits, {@code .}, {@code _} and {@code -}, at most 128 of them, not beginning with
 *     a {@code .}. Nothing that a peer sends can leave the directory that it is put into (known bug snapshot-path-traversal)
 * @param bytes its length
 */
public record SnapshotFile(String name, long bytes) {

    private static final int MAX_NAME_LENGTH = 128;

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException when the name is not plain, or the length is negative
     */
    public SnapshotFile {
        if (!isPlain(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a plain name for a file of a snapshot");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("file " + name + " of a snapshot cannot have " + bytes + " bytes");
        }
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME_LENGTH
                && name.charAt(0) != '.'
                && name.chars().allMatch(SnapshotFile::isPlain);
    }

    private static boolean isPlain(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == '-';
    }
}
