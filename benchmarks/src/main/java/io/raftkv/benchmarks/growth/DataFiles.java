package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.kv.Servers;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How large the files of one of this project's servers are, in bytes.
 *
 * @param logBytes those of its log, with what is allocated ahead
 * @param storeBytes those of its store, which does not hold what is in memory yet
 */
record DataFiles(long logBytes, long storeBytes) {

    private static final double MIB = 1 << 20;

    /** As they are now; the server may be running. */
    static DataFiles of(Servers servers, int i) throws IOException {
        var data = servers.dataDirectory(i);
        return new DataFiles(bytesBelow(data.resolve("raft").resolve("log")), bytesBelow(data.resolve("store")));
    }

    double logMib() {
        return logBytes / MIB;
    }

    double storeMib() {
        return storeBytes / MIB;
    }

    static long bytesBelow(Path directory) throws IOException {
        var bytes = new AtomicLong();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException deletedMeanwhile) throws IOException {
                if (file.equals(directory)) {
                    throw deletedMeanwhile;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes.get();
    }
}
