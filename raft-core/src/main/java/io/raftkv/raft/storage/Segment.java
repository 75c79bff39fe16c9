package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * One file of the log: a header and then frames, the first of them at the index that names the file.
 *
 * <p>While batches are small the file grows in steps, by zeros that go out in the same gathered write as the frames before
 * them. Most appends then change neither its length nor its blocks, and forcing them writes the data alone. With a large
 * batch there is no such gain: zeros would be half of all that is written.
 */
final class Segment implements AutoCloseable {
    static final String DIRECTORY = "log";
    static final int HEADER_BYTES = 64;

    private static final long MAGIC = 0x7261_6674_6b76_2d6cL; // "raftkv-l"
    private static final String SUFFIX = ".log";
    private static final int NAME_DIGITS = 20;
    private static final long LARGE_BATCH_BYTES = 32 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final DiskFile file;
    private final String where;
    private final int salt;
    private final long firstIndex;
    private final SparseIndex index;

    /** Index of the last entry that was given a place, {@code firstIndex - 1} for none, and where the next one goes. */
    private long lastIndex;

    private long end;

    /** How far the frames have been written, and how long the file is. */
    private long writtenTo;

    private long allocatedTo;

    private Segment(Disk disk, DiskFile file, int salt, long firstIndex) throws IOException {
        this.file = file;
        this.where = "file " + file.path() + " in data directory " + disk.describe();
        this.salt = salt;
        this.firstIndex = firstIndex;
        this.index = new SparseIndex(firstIndex);
        lastIndex = firstIndex - 1;
        end = HEADER_BYTES;
        writtenTo = HEADER_BYTES;
        allocatedTo = file.size();
    }

    /** Creates an empty segment; durable on return. */
    static Segment create(Disk disk, Identity identity, long firstIndex) throws IOException {
        var header = CheckedBlock.of(MAGIC, HEADER_BYTES, identity.clusterId(), identity.serverId(), firstIndex);
        NewFile.write(disk, DIRECTORY, nameOf(firstIndex), header);
        return open(disk, identity, firstIndex);
    }

    /**
     * Opens a segment of which nothing but the header has been read.
     *
     * @throws StorageException when the header is damaged or another server's
     */
    static Segment open(Disk disk, Identity identity, long firstIndex) throws IOException {
        var file = disk.open(pathOf(firstIndex));
        try {
            var header = ByteBuffer.allocate(HEADER_BYTES);
            file.read(header, 0);
            String where = "file " + file.path() + " in data directory " + disk.describe();
            long[] values = CheckedBlock.values(header.flip(), MAGIC, 3, where);
            if (values == null || values[2] != firstIndex) {
                throw damage(where, 0, firstIndex, "its header is not what was written there");
            }
            IdentityFile.requireSame(new Identity(values[0], values[1]), identity, where);
            return new Segment(disk, file, CheckedBlock.storedChecksum(header), firstIndex);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The first indexes of all segments there are, ascending. */
    static List<Long> list(Disk disk) throws IOException {
        return disk.list(DIRECTORY).stream()
                .filter(Segment::isName)
                .map(name -> Long.parseLong(name, 0, NAME_DIGITS, 10))
                .toList();
    }

    /** Deletes the file of a segment that is not open. Durable once the directory is forced. */
    static void delete(Disk disk, long firstIndex) throws IOException {
        disk.delete(pathOf(firstIndex));
    }

    /** Index that its first entry has, or would have. */
    long firstIndex() {
        return firstIndex;
    }

    /** Index of its last entry, {@code firstIndex() - 1} when it has none. */
    long lastIndex() {
        return lastIndex;
    }

    /** Where the next frame goes. */
    long end() {
        return end;
    }

    /** How long the file is. */
    long allocatedTo() {
        return allocatedTo;
    }

    /** What goes into the checksums of its frames. */
    int salt() {
        return salt;
    }

    /** The file, for messages. */
    String where() {
        return where;
    }

    /** Whether a frame of this size still belongs here. An empty segment takes any. */
    boolean hasRoomFor(int frameBytes, StorageOptions options) {
        return lastIndex < firstIndex || end + frameBytes <= options.segmentBytes();
    }

    /** Gives the next entry its place, at {@link #end}; its frame is written later. */
    void place(int frameBytes) {
        lastIndex++;
        index.note(lastIndex, end);
        end += frameBytes;
    }

    /** Notes that the next entry was found in the file, at {@link #end}. */
    void found(int frameBytes) {
        place(frameBytes);
        writtenTo = end;
    }

    /** Writes the frames of all entries that were given a place since the last time. Not durable before {@link #force}. */
    void write(List<ByteBuffer> frames, StorageOptions options) throws IOException {
        boolean isLarge = end - writtenTo >= LARGE_BATCH_BYTES;
        long allocate = end <= allocatedTo || isLarge ? end : nextAllocation(options);
        long zeros = allocate - end;
        int zeroBuffers = Math.toIntExact((zeros + ZEROS.capacity() - 1) / ZEROS.capacity());
        var sources = Arrays.copyOf(frames.toArray(new ByteBuffer[0]), frames.size() + zeroBuffers);
        for (int i = frames.size(); i < sources.length; i++) {
            sources[i] = ZEROS.slice(0, (int) Math.min(zeros, ZEROS.capacity()));
            zeros -= sources[i].capacity();
        }
        file.write(sources, writtenTo);
        writtenTo = end;
        allocatedTo = Math.max(allocatedTo, allocate);
    }

    /** The next multiple of the step, but not beyond where the segment will be full. */
    private long nextAllocation(StorageOptions options) {
        long step = options.preallocationStepBytes();
        long wanted = Math.min((end + step - 1) / step * step, options.segmentBytes());
        return Math.max(wanted, end);
    }

    /** Makes all that was written durable. */
    void force() throws IOException {
        file.force();
    }

    /** Gives back what was allocated in vain, and makes all durable: this segment is complete and another one follows. */
    void finish() throws IOException {
        cutFile(end);
    }

    /** Deletes the entry at {@code fromIndex}, which is here, and all that follow it; durable on return. */
    void truncate(long fromIndex, ReadBuffer memory) throws IOException {
        if (fromIndex <= lastIndex) {
            var reader = readerAt(fromIndex, memory, 0);
            end = reader.offset();
            lastIndex = fromIndex - 1;
            index.truncate(fromIndex);
        }
        cutFile(end);
    }

    /** Cuts so many bytes off the end of the file. Only for a segment that is about to be deleted. */
    void shrinkBy(long bytes) throws IOException {
        allocatedTo -= bytes;
        file.truncate(allocatedTo);
    }

    /** Cuts off what lies behind the last entry; durable on return. */
    private void cutFile(long size) throws IOException {
        file.truncate(size);
        file.force();
        writtenTo = size;
        allocatedTo = size;
    }

    /**
     * A reader whose current frame is the entry at {@code fromIndex}, which is here and has been written.
     *
     * @throws StorageException when a frame on the way to it is damaged
     */
    FrameReader readerAt(long fromIndex, ReadBuffer memory, int chunkBytes) throws IOException {
        long from = index.offsetAtOrBefore(fromIndex);
        var reader = new FrameReader(memory, file, salt, from, writtenTo, Math.max(chunkBytes, 8 << 10));
        do {
            advance(reader);
        } while (reader.index() < fromIndex);
        return reader;
    }

    /** Goes on to a frame that must be there. */
    void advance(FrameReader reader) throws IOException {
        if (!reader.next()) {
            throw new StorageException(where + " is damaged at byte " + reader.offset()
                    + ": an entry that was written there has another checksum now. Check the disk; restart this server to"
                    + " have the whole log checked");
        }
    }

    /** A reader of all that the file holds, frames or not, from {@code offset} on. */
    FrameReader readerFrom(long offset, ReadBuffer memory, int chunkBytes) {
        return new FrameReader(memory, file, salt, offset, allocatedTo, chunkBytes);
    }

    /** Reads bytes as they are. */
    int read(ByteBuffer target, long offset) throws IOException {
        return file.read(target, offset);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** What is reported when an entry that had been forced cannot be read. */
    static StorageException damage(String where, long offset, long index, String evidence) {
        return StorageException.lostData(
                where + " is damaged at byte " + offset + ": entry " + index + " cannot be read, but "
                        + evidence
                        + ". This server has acknowledged that entry and must not run without it");
    }

    /** The path of the segment whose first index this is. */
    static String pathOf(long firstIndex) {
        return DIRECTORY + "/" + nameOf(firstIndex);
    }

    private static String nameOf(long firstIndex) {
        String digits = Long.toString(firstIndex);
        return "0".repeat(NAME_DIGITS - digits.length()) + digits + SUFFIX;
    }

    private static boolean isName(String name) {
        return name.length() == NAME_DIGITS + SUFFIX.length()
                && name.endsWith(SUFFIX)
                && name.startsWith("0")
                && name.chars().limit(NAME_DIGITS).allMatch(c -> c >= '0' && c <= '9');
    }
}
