package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.storage.StorageOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUseTest {

    @TempDir
    Path directory;

    @Test
    void aDiskWithoutRoomForWritesIsNamedWithWhatIsLeft() {
        assertThat(use(1L << 40).shortage()).contains("NOSPACE", directory.toString(), "MiB left", "make room");
        assertThat(use(0).shortage()).isEmpty();
    }

    @Test
    void theBytesOfLogStoreAndFreeDiskAreGauges() throws Exception {
        Files.write(
                Files.createDirectories(directory.resolve("raft").resolve("log"))
                        .resolve("1"),
                new byte[77]);
        var registry = new SimpleMeterRegistry();

        use(0).register(registry, () -> 88);

        assertThat(registry.get("raftkv.log").gauge().value()).isEqualTo(77);
        assertThat(registry.get("raftkv.db").gauge().value()).isEqualTo(88);
        assertThat(registry.get("raftkv.disk.free").gauge().value()).isPositive();
    }

    private DiskUse use(long reserveBytes) {
        return new DiskUse(directory, new StorageOptions(1 << 20, 1, reserveBytes), 1);
    }
}
