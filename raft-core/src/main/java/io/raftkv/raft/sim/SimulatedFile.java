package io.raftkv.raft.sim;

import io.raftkv.raft.storage.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of a {@link SimulatedDisk} as a server has it open. */
final class SimulatedFile implements DiskFile {

    private final SimulatedDisk disk;
    private final String path;
    private final StoredBytes content;

    SimulatedFile(SimulatedDisk disk, String path, StoredBytes content) {
        this.disk = disk;
        this.path = path;
        this.content = content;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        return content.read(target, position);
    }

    @Override
    public void write(ByteBuffer[] sources, long position) throws IOException {
        int at = Math.toIntExact(position);
        for (ByteBuffer source : sources) {
            int length = source.remaining();
            long missing = bytesMissing(at + length);
            if (missing > 0) {
                writeSome(source, (int) Math.max(0, length - missing), at);
                throw disk.failed(path, "No space left on device");
            }
            content.write(source, at);
            at += length;
        }
        if (disk.isWithoutPower()) {
            content.failToForce();
        } else if (disk.isAboutToTear() && at - position > 1) {
            tear(Math.toIntExact(position), at);
        }
    }

    private void tear(int from, int to) {
        content.tear(from, disk.tear(from, to));
        disk.tellOfTornWrite();
    }

    /** How many bytes there are too few for the file to end at {@code end}. */
    private long bytesMissing(int end) {
        return end <= content.size() ? 0 : Math.max(0, end - content.size() - disk.usableBytes());
    }

    private void writeSome(ByteBuffer source, int length, int position) {
        if (length > 0) {
            content.write(source.slice(source.position(), length), position);
        }
    }

    @Override
    public void truncate(long size) {
        content.truncate(Math.toIntExact(size));
        if (disk.isWithoutPower()) {
            content.failToForce();
        }
    }

    @Override
    public void force() throws IOException {
        boolean hasEffect;
        try {
            hasEffect = disk.forceHasEffect(path);
        } catch (IOException e) {
            content.failToForce();
            throw e;
        }
        if (hasEffect) {
            content.force();
        }
    }

    @Override
    public void close() {}
}
