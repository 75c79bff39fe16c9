package io.raftkv.raft.storage;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server's storage as the tests of this package see it: what it is told, and the files that come of it. */
final class StoredServer {
    static final Identity IDENTITY = new Identity(0x7c1f, 0x8e9e);

    /** Segments of some ten small entries, so that little is needed to cross from one to the next. */
    static final StorageOptions SMALL_SEGMENTS = new StorageOptions(1024, 256);

    static final long NO_LIMIT = Long.MAX_VALUE;

    /** What an operator is told when data is lost. */
    static final String REBUILD = "Rebuild this member from its peers under a new identity";

    private StoredServer() {}

    static RaftStorage open(Path directory) {
        return open(NioDisk.open(directory));
    }

    static RaftStorage open(Disk disk) {
        return RaftStorage.open(disk, IDENTITY, SMALL_SEGMENTS);
    }

    /** Term and vote, then entries, then durable. */
    static void store(RaftStorage storage, List<LogEntry> entries) {
        long term = entries.getLast().term();
        if (term > storage.recovered(0).currentTerm()) {
            storage.write(List.of(new Write.TermAndVote(term, 0)));
        }
        storage.write(List.of(new Write.Append(entries)));
        storage.sync();
    }

    static LogEntry entry(long index, long term, String text) {
        var payload = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        return new LogEntry(index, term, EntryType.COMMAND, 3, 1000 + index, payload);
    }

    static LogEntry configurationEntry(long index, long term, Configuration configuration) {
        return new LogEntry(index, term, EntryType.CONFIGURATION, 0, 0, configuration.encode());
    }

    static SnapshotMetadata snapshot(long lastIncludedIndex, long term) {
        return new SnapshotMetadata(new LogPosition(lastIncludedIndex, term), Configuration.of(1L, 2L, 3L));
    }

    /** Entries of one term, with payloads of different lengths. */
    static List<LogEntry> entries(long firstIndex, long lastIndex, long term) {
        var entries = new ArrayList<LogEntry>();
        for (long index = firstIndex; index <= lastIndex; index++) {
            entries.add(entry(index, term, "entry " + index + "!".repeat((int) (index % 13))));
        }
        return entries;
    }

    static List<LogEntry> all(RaftStorage storage) {
        return storage.read(storage.firstIndex(), Long.MAX_VALUE, NO_LIMIT);
    }

    /** Where the frames of these entries end, when the first of them stands right behind a segment's header. */
    static long endOf(List<LogEntry> entries) {
        return Segment.HEADER_BYTES + entries.stream().mapToLong(Frame::sizeOf).sum();
    }

    static Path segment(Path directory, long firstIndex) {
        return directory.resolve("log/%020d.log".formatted(firstIndex));
    }

    static List<String> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("log"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static void overwrite(Path file, long offset, byte... bytes) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flipBit(Path file, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        overwrite(file, offset, (byte) (bytes[(int) offset] ^ 0x10));
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
