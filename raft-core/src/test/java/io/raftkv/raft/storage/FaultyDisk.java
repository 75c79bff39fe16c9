package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A disk that passes everything on to another one until it is told to fail. */
public final class FaultyDisk implements Disk {

    /** The moment of a power failure, as the code that runs then sees it. */
    public static final class PowerFailure extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Disk disk;
    private boolean forcing = true;
    private boolean failsNextForce;
    private boolean isFull;
    private long usableBytes = Long.MAX_VALUE;
    private int questionsForSpace;
    private long changesUntilPowerFailure = Long.MAX_VALUE;
    private long bytesUntilPowerFailure = Long.MAX_VALUE;
    private int gatheredWrites;
    private int forces;

    /** Fails in nothing yet. */
    public FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    /**
     * Forcing is counted but not passed on: for tests of what files contain, which would wait for a real disk thousands of
     * times, and nobody cuts the power of the machine they run on.
     */
    public FaultyDisk withoutForcing() {
        forcing = false;
        return this;
    }

    /** The next force of a file fails; later ones succeed, as they do on Linux. */
    void failNextForce() {
        failsNextForce = true;
    }

    /** From now on no write of a file succeeds. */
    void beFull() {
        isFull = true;
    }

    /** What the disk says when it is asked for space. */
    void setUsableBytes(long bytes) {
        usableBytes = bytes;
    }

    /** How often it was asked. */
    int questionsForSpace() {
        return questionsForSpace;
    }

    /** Everything stops just before the change (write, force, rename, ...) after this many. */
    public void losePowerAfterChanges(long changes) {
        changesUntilPowerFailure = changes;
    }

    /** Everything stops in the middle of a write, when so many bytes more have been written. */
    public void losePowerAfterBytes(long bytes) {
        bytesUntilPowerFailure = bytes;
    }

    int gatheredWrites() {
        return gatheredWrites;
    }

    int forces() {
        return forces;
    }

    private void change() {
        if (changesUntilPowerFailure-- <= 0 || bytesUntilPowerFailure <= 0) {
            throw new PowerFailure();
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        change();
        disk.createDirectory(directory);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public DiskFile create(String path) throws IOException {
        change();
        return new FaultyFile(disk.create(path));
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return new FaultyFile(disk.open(path));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change();
        disk.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        change();
        disk.delete(path);
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        change();
        if (forcing) {
            disk.forceDirectory(directory);
        }
    }

    @Override
    public AutoCloseable lock() throws IOException {
        return disk.lock();
    }

    @Override
    public long usableBytes() {
        questionsForSpace++;
        return usableBytes;
    }

    @Override
    public String describe() {
        return disk.describe();
    }

    private final class FaultyFile implements DiskFile {
        private final DiskFile file;

        FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public String path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            change();
            if (isFull) {
                throw new IOException("No space left on device");
            }
            gatheredWrites++;
            var allowed = new ArrayList<ByteBuffer>();
            for (var source : sources) {
                int length = (int) Math.min(source.remaining(), bytesUntilPowerFailure);
                allowed.add(source.slice(source.position(), length));
                bytesUntilPowerFailure -= length;
            }
            file.write(allowed.toArray(new ByteBuffer[0]), position);
            if (bytesUntilPowerFailure <= 0) {
                throw new PowerFailure();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            change();
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            change();
            forces++;
            if (failsNextForce) {
                failsNextForce = false;
                throw new IOException("Input/output error");
            }
            if (forcing) {
                file.force();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
