package io.raftkv.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.raftkv.raft.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of its disk this member uses and how much is left, asked of the file system each time: for metrics and for health,
 * which are read seconds apart. Any thread may ask.
 */
final class DiskUse {

    private static final Logger LOG = LoggerFactory.getLogger(DiskUse.class);

    private static final long UNKNOWN = -1;
    private static final long MIB = 1 << 20;

    private final Path dataDir;
    private final long neededBytes;

    /**
     * The use of a data directory.
     *
     * @param storage when the log stops to grow
     * @param maxAppendBytes what must fit besides, in bytes
     */
    DiskUse(Path dataDir, StorageOptions storage, long maxAppendBytes) {
        this.dataDir = dataDir;
        this.neededBytes = storage.reserveBytes() + storage.preallocationStepBytes() + maxAppendBytes;
    }

    /**
     * Registers gauges.
     *
     * @param storeBytes what the store takes up
     */
    void register(MeterRegistry registry, Supplier<Number> storeBytes) {
        gauge(registry, "raftkv.disk.free", "Bytes that are left on the disk of the data directory", this::freeBytes);
        gauge(
                registry,
                "raftkv.log",
                "Bytes of the log's files, what is allocated in advance included",
                this::logBytes);
        gauge(registry, "raftkv.db", "Bytes of the store, as endpoint status has it", storeBytes);
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    /** Why there is no room for more, as an operator reads it; empty when there is. */
    String shortage() {
        long free = freeBytes();
        return free == UNKNOWN || free >= neededBytes
                ? ""
                : "ALARM NOSPACE: the disk of " + dataDir + " has " + free / MIB + " MiB left, and this member takes no"
                        + " writes below " + neededBytes / MIB + " MiB: make room";
    }

    private long freeBytes() {
        try {
            return Files.getFileStore(dataDir).getUsableSpace();
        } catch (IOException e) {
            LOG.debug("the disk does not say how much room it has dataDir={}", dataDir, e);
            return UNKNOWN;
        }
    }

    private long logBytes() {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(dataDir.resolve("raft").resolve("log"))) {
            for (var file : files) {
                bytes += Files.size(file);
            }
        } catch (IOException e) {
            // A file that was deleted meanwhile, for the log is shortened while it is counted.
            LOG.debug("could not count the bytes of the log dataDir={}", dataDir, e);
        }
        return bytes;
    }
}
