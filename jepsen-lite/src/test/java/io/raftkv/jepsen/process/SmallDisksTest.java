package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.raftkv.raft.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDisksTest {

    private static final int ROOM = 5 << 20;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void fullDiskHasTheServersReserveAndTheRoomThatWasGivenAndIsUsableAgainAfterwards() throws IOException {
        assumeTrue(Shell.isRootOnLinux() && Shell.knows("mount"), "needs root on Linux, to mount small disks");
        Place place = place();
        try (var workplace = Workplace.open()) {
            SmallDisks disks = SmallDisks.make(List.of(place), workplace);
            Files.createDirectories(place.data());
            Path file = Files.write(place.data().resolve("file"), new byte[3 * MIB]);

            disks.fill(place, ROOM);

            assertThat(usable()).isBetween(reserve() + ROOM - MIB, reserve() + ROOM);
            disks.heal(place);
            assertThat(usable()).isGreaterThan(2 * reserve());
            assertThat(file).hasSize(3 * MIB);
        }
        assertThat(directory).as("what is left when it is unmounted").isEmptyDirectory();
        assertThat(Files.getFileStore(directory).name()).isNotEqualTo("jepsen-lite");
    }

    @Test
    void faultFailsWhenTheDiskIsNotTheServersOwn() {
        assertThatThrownBy(() -> SmallDisks.NONE.fill(place(), 0))
                .isInstanceOf(HarnessException.class)
                .hasMessageStartingWith("the small disk of n1 is gone: ");
    }

    @Test
    void foreignServersAreNotTestedOnFullDisks() {
        assertThat(SmallDisks.objection(new Program.Foreign(List.of("etcd")))).contains("only this project's server");
    }

    private long usable() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static long reserve() {
        return StorageOptions.DEFAULTS.reserveBytes();
    }

    private Place place() {
        return new Place(1, Place.LOOPBACK, 0, 0, directory);
    }
}
