package io.raftkv.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/**
 * What processes have used since they were started, together. Bytes and memory come from Linux's {@code /proc} and {@code
 * /sys}, and are {@link Double#NaN} elsewhere: unknown is not nothing.
 *
 * @param cpuNanos processor time in user and kernel mode
 * @param writtenBytes what the disk was sent, by all processes of the machine: what Linux counts for a single process are
 *     the pages that it made dirty, as large as the page cache chose them, which may be megabytes for an entry of 256 bytes
 * @param residentBytes what is in memory now
 */
public record ProcessUse(long cpuNanos, double writtenBytes, double residentBytes) {

    private static final Path PROCESSES = Path.of("/proc");
    private static final int SECTOR_BYTES = 512;
    private static final int WRITTEN_SECTORS = 6;

    /**
     * As it is now; a process that has ended counts nothing.
     *
     * @param directory on the disk to look at
     */
    public static ProcessUse of(Collection<ProcessHandle> processes, Path directory) {
        long cpuNanos = 0;
        double residentBytes = Files.isDirectory(PROCESSES) ? 0 : Double.NaN;
        for (var process : processes) {
            cpuNanos += process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
            residentBytes += residentBytes(process);
        }
        return new ProcessUse(cpuNanos, writtenBytes(directory), residentBytes);
    }

    /** What was used since then, and the memory as it is now. */
    public ProcessUse since(ProcessUse earlier) {
        return new ProcessUse(cpuNanos - earlier.cpuNanos, writtenBytes - earlier.writtenBytes, residentBytes);
    }

    private static long residentBytes(ProcessHandle process) {
        try {
            for (String line : Files.readAllLines(
                    PROCESSES.resolve(Long.toString(process.pid())).resolve("status"))) {
                if (line.startsWith("VmRSS:")) { // in KiB
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException noSuchProcess) {
            return 0;
        }
        return 0;
    }

    private static double writtenBytes(Path directory) {
        try {
            long device = ((Number) Files.getAttribute(directory, "unix:dev")).longValue();
            long major = (device >> 8) & 0xfff;
            long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
            String statistics = Files.readString(Path.of("/sys/dev/block", major + ":" + minor, "stat"));
            return Long.parseLong(statistics.trim().split("\\s+", -1)[WRITTEN_SECTORS]) * SECTOR_BYTES;
        } catch (IOException | UnsupportedOperationException unknown) {
            return Double.NaN;
        }
    }
}
