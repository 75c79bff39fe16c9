package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of {@link NioDisk}. */
final class NioFile implements DiskFile {
    private final String path;
    private final FileChannel channel;

    NioFile(String path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int begin = target.position();
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position() - begin) < 0) {
                break;
            }
        }
        return target.position() - begin;
    }

    @Override
    public void write(ByteBuffer[] sources, long position) throws IOException {
        // Gathered writes go to the channel's own position; reads name theirs and do not disturb it. The system takes
        // some 1024 buffers at a time and may stop anywhere, so what is left is written until nothing is.
        channel.position(position);
        int first = 0;
        while (first < sources.length) {
            channel.write(sources, first, sources.length - first);
            while (first < sources.length && !sources[first].hasRemaining()) {
                first++;
            }
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
