package io.raftkv.raft.sim;

import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.storage.DiskFile;
import io.raftkv.raft.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk that keeps its promises and not one more: at a power loss, what was not forced may be gone, or there in part, sector
 * by sector, and so may files that were created, renamed or deleted without forcing their directory.
 */
public final class SimulatedDisk implements Disk {

    private static final int SECTOR_BYTES = 512;

    private final String name;
    private final RandomGenerator random;

    /** The files as running servers see them, and as they would be found after a power loss. */
    private Map<String, Content> files = new TreeMap<>();

    private Map<String, Content> durableFiles = new TreeMap<>();
    private boolean locked;
    private boolean powerFailing;

    /** An empty disk. {@code random} decides what remains of unforced data at a power loss. */
    public SimulatedDisk(String name, RandomGenerator random) {
        this.name = name;
        this.random = random;
    }

    /** From now on until {@link #losePower}, forcing has no effect: the power is about to go. */
    void beginPowerFailure() {
        powerFailing = true;
    }

    /** The power goes and comes back: what was not forced is lost, or torn. */
    public void losePower() {
        powerFailing = false;
        locked = false;
        files = new TreeMap<>(durableFiles);
        files.values().forEach(content -> content.losePower(random));
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return files.keySet().stream()
                .filter(path -> path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0)
                .map(path -> path.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** Directories need no creating here: a path is a name. */
    @Override
    public void createDirectory(String directory) {}

    @Override
    public boolean exists(String path) {
        return files.containsKey(path);
    }

    @Override
    public DiskFile create(String path) throws IOException {
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(describe() + "/" + path);
        }
        files.put(path, new Content());
        return open(path);
    }

    @Override
    public DiskFile open(String path) throws IOException {
        Content content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException(describe() + "/" + path);
        }
        return new OpenFile(path, content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Content content = files.remove(from);
        if (content == null) {
            throw new FileNotFoundException(describe() + "/" + from);
        }
        files.put(to, content);
    }

    @Override
    public void delete(String path) {
        files.remove(path);
    }

    @Override
    public void forceDirectory(String directory) {
        if (powerFailing) {
            return;
        }
        String prefix = directory.isEmpty() ? "" : directory + "/";
        durableFiles.keySet().removeIf(path -> isIn(prefix, path));
        files.forEach((path, content) -> {
            if (isIn(prefix, path)) {
                durableFiles.put(path, content);
            }
        });
    }

    private static boolean isIn(String prefix, String path) {
        return path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0;
    }

    @Override
    public AutoCloseable lock() {
        if (locked) {
            throw new StorageException(describe() + " is in use by another running server");
        }
        locked = true;
        return () -> locked = false;
    }

    @Override
    public String describe() {
        return name;
    }

    /** The bytes of one file: as written, and as forced. They differ in the dirty range only. */
    private static final class Content {

        private byte[] bytes = new byte[SECTOR_BYTES];
        private int size;
        private byte[] durableBytes = new byte[SECTOR_BYTES];
        private int durableSize;
        private int dirtyFrom = Integer.MAX_VALUE;
        private int dirtyTo;

        void write(ByteBuffer source, int position) {
            int end = position + source.remaining();
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            source.get(bytes, position, end - position);
            size = Math.max(size, end);
            markDirty(position, end);
        }

        void truncate(int newSize) {
            if (newSize < size) {
                Arrays.fill(bytes, newSize, size, (byte) 0);
                markDirty(newSize, size);
                size = newSize;
            }
        }

        private void markDirty(int from, int to) {
            dirtyFrom = Math.min(dirtyFrom, from);
            dirtyTo = Math.max(dirtyTo, to);
        }

        void force() {
            copyDirty(bytes, dirtyFrom, dirtyTo);
            durableSize = size;
            markClean();
        }

        private void copyDirty(byte[] source, int from, int to) {
            if (durableBytes.length < bytes.length) {
                durableBytes = Arrays.copyOf(durableBytes, bytes.length);
            }
            if (from < to) {
                System.arraycopy(source, from, durableBytes, from, to - from);
            }
        }

        private void markClean() {
            dirtyFrom = Integer.MAX_VALUE;
            dirtyTo = 0;
        }

        /** Each dirty sector is lost or kept by chance; a length that was not forced is kept when a sector beyond it is. */
        void losePower(RandomGenerator random) {
            boolean anythingKept = dirtyFrom < dirtyTo && random.nextBoolean();
            if (anythingKept) {
                for (int sector = dirtyFrom / SECTOR_BYTES; sector * SECTOR_BYTES < dirtyTo; sector++) {
                    if (random.nextBoolean()) {
                        int from = Math.max(dirtyFrom, sector * SECTOR_BYTES);
                        int to = Math.min(Math.min(dirtyTo, (sector + 1) * SECTOR_BYTES), bytes.length);
                        copyDirty(bytes, from, to);
                        durableSize = Math.max(durableSize, Math.min(size, to));
                    }
                }
            }
            bytes = Arrays.copyOf(durableBytes, durableBytes.length);
            size = durableSize;
            markClean();
        }
    }

    private final class OpenFile implements DiskFile {

        private final String path;
        private final Content content;

        OpenFile(String path, Content content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int length = (int) Math.min(target.remaining(), Math.max(0, content.size - position));
            target.put(content.bytes, (int) Math.min(position, content.size), length);
            return length;
        }

        @Override
        public void write(ByteBuffer[] sources, long position) {
            int at = Math.toIntExact(position);
            for (ByteBuffer source : sources) {
                int length = source.remaining();
                content.write(source, at);
                at += length;
            }
        }

        @Override
        public void truncate(long size) {
            content.truncate(Math.toIntExact(size));
        }

        @Override
        public void force() {
            if (!powerFailing) {
                content.force();
            }
        }

        @Override
        public void close() {}
    }
}
