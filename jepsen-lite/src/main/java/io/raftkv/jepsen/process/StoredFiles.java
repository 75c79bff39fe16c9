package io.raftkv.jepsen.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files of a server that does not run.
 *
 * @param directory where they are
 */
record StoredFiles(Path directory) {

    private static final int BUFFER = 64 << 10;

    /** What is nearer to the end than this may look like a write that was torn, and be dropped rightly. */
    private static final double SAFELY_INSIDE = 0.75;

    /**
     * Turns over one bit in the newest file whose path begins with {@code prefix}; false when there is none with something in it.
     *
     * @param prefix of the path below the directory
     */
    boolean flipBit(String prefix) {
        try (var files = Files.walk(directory)) {
            var newest = files.filter(Files::isRegularFile)
                    .filter(file -> directory.relativize(file).toString().startsWith(prefix))
                    .max(Comparator.naturalOrder());
            return newest.isPresent() && flipBitIn(newest.get());
        } catch (IOException e) {
            throw new HarnessException("cannot damage the files in " + directory + ": " + e, e);
        }
    }

    private static boolean flipBitIn(Path file) throws IOException {
        try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
            long used = usedBytes(opened);
            if (used == 0) {
                return false;
            }
            long place = (long) (ThreadLocalRandom.current().nextDouble() * SAFELY_INSIDE * used);
            opened.seek(place);
            int former = opened.read();
            opened.seek(place);
            opened.write(former ^ 1 << ThreadLocalRandom.current().nextInt(Byte.SIZE));
            return true;
        }
    }

    /** Without the zeros at the end, which were only reserved. */
    private static long usedBytes(RandomAccessFile file) throws IOException {
        var buffer = new byte[BUFFER];
        for (long end = file.length(); end > 0; end -= BUFFER) {
            long begin = Math.max(0, end - BUFFER);
            int length = (int) (end - begin);
            file.seek(begin);
            file.readFully(buffer, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (buffer[i] != 0) {
                    return begin + i + 1;
                }
            }
        }
        return 0;
    }
}
