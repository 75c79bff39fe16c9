package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.storage.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a simulated disk keeps, loses, refuses and damages. */
class SimulatedDiskTest {

    private final SimulatedDisk disk = new SimulatedDisk("disk", new SplittableRandom(1));

    @Test
    void forcedDataOfAForcedNameSurvivesAPowerLoss() throws IOException {
        DiskFile file = durableFile("a", "kept");
        write(file, 4, " in part");
        disk.losePower();
        assertThat(read("a")).startsWith("kept");
    }

    @Test
    void unforcedDataMayBeLostOrTornAtAPowerLoss() throws IOException {
        Set<String> outcomes = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            String path = "file" + round;
            DiskFile file = durableFile(path, "");
            write(file, 0, "x".repeat(1024));
            disk.losePower();
            outcomes.add(read(path).replace("\0", "-").replaceAll("(.)\\1*", "$1"));
        }
        assertThat(outcomes).containsExactlyInAnyOrder("", "x", "-x");
    }

    @Test
    void writeThatIsTornIsThereUpToSomeByteAndNothingLaterIs() throws IOException {
        Set<Integer> lengths = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            String path = "file" + round;
            DiskFile file = durableFile(path, "old ");
            disk.tearNextWrite();
            write(file, 4, "torn");
            assertThat(disk.tornWrites()).isEqualTo(round + 1);
            file.force();
            write(file, 8, " later");
            file.force();
            disk.losePower();
            assertThat("old torn").startsWith(read(path));
            lengths.add(read(path).length());
        }
        assertThat(lengths).containsExactlyInAnyOrder(5, 6, 7);
    }

    @Test
    void bitTurnsOverOnlyWhereALaterWriteVouches() throws IOException {
        DiskFile file = durableFile("a", "first");
        write(file, 5, "last");
        file.force();
        for (int round = 0; round < 100; round++) {
            assertThat(disk.corrupt("a")).isLessThan(5);
        }
    }

    @Test
    void nameThatWasNotForcedIsGoneAfterAPowerLoss() throws IOException {
        try (DiskFile file = disk.create("a")) {
            file.force();
        }
        disk.losePower();
        assertThat(disk.exists("a")).isFalse();
    }

    @Test
    void processThatEndsLosesNothing() throws IOException {
        DiskFile file = durableFile("a", "");
        write(file, 0, "written");
        disk.lock();
        disk.loseProcess();
        assertThat(read("a")).isEqualTo("written");
        disk.lock();
    }

    @Test
    void liarAcknowledgesForcesAndForgetsThemAtAPowerLoss() throws IOException {
        Set<String> outcomes = new HashSet<>();
        for (int round = 0; round < 20; round++) {
            String path = "file" + round;
            DiskFile file = durableFile(path, "old");
            disk.lieAboutForce();
            write(file, 0, "new");
            file.force();
            assertThat(read(path)).isEqualTo("new");
            disk.losePower();
            disk.repair();
            outcomes.add(read(path));
        }
        assertThat(outcomes).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void forceThatFailsOnceLosesWhatItShouldHaveWrittenForGood() throws IOException {
        DiskFile file = durableFile("a", "old");
        disk.failNextForce();
        write(file, 0, "new");
        assertThatThrownBy(file::force).isInstanceOf(IOException.class).hasMessageContaining("Input/output error");
        file.force();
        assertThat(read("a")).isEqualTo("new");
        disk.losePower();
        assertThat(read("a")).isEqualTo("old");
        assertThat(disk.errors()).isEqualTo(1);
    }

    @Test
    void brokenDiskFailsEveryForceUntilItIsRepaired() throws IOException {
        DiskFile file = durableFile("a", "");
        disk.failForces();
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.forceDirectory("")).isInstanceOf(IOException.class);
        disk.repair();
        file.force();
    }

    @Test
    void fullDiskTakesWhatFitsAndRefusesTheRest() throws IOException {
        DiskFile file = durableFile("a", "1234");
        assertThat(disk.usableBytes()).isEqualTo(Long.MAX_VALUE);
        disk.leaveRoomFor(3);
        write(file, 0, "abcdef");
        assertThat(disk.usableBytes()).isEqualTo(1);
        assertThatThrownBy(() -> write(file, 6, "gh"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
        assertThat(read("a")).isEqualTo("abcdefg");
        write(file, 0, "ABC");
        file.truncate(3);
        assertThat(disk.usableBytes()).isEqualTo(4);
        disk.delete("a");
        assertThat(disk.usableBytes()).isEqualTo(7);
        disk.repair();
        assertThat(disk.usableBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void corruptionTurnsOverOneBitThatStaysTurnedOver() throws IOException {
        durableFile("a", "abc");
        disk.corrupt("a", 1);
        String damaged = read("a");
        assertThat(Integer.bitCount(damaged.charAt(1) ^ 'b')).isEqualTo(1);
        assertThat(damaged).startsWith("a").endsWith("c");
        disk.losePower();
        assertThat(read("a")).isEqualTo(damaged);
        long offset = disk.corrupt("a");
        assertThat(read("a").charAt((int) offset)).isNotEqualTo(damaged.charAt((int) offset));
        assertThatThrownBy(() -> disk.corrupt("b", 0)).hasMessageContaining("b");
        assertThatThrownBy(() -> disk.corrupt("a", 3)).hasMessageContaining("no byte 3");
    }

    @Test
    void slowDiskSaysHowLongItsForcesTook() throws IOException {
        DiskFile file = durableFile("a", "");
        disk.slowDown(Duration.ofMillis(7));
        file.force();
        disk.forceDirectory("");
        assertThat(disk.nanosSpent()).isEqualTo(14_000_000);
        disk.repair();
        file.force();
        assertThat(disk.nanosSpent()).isEqualTo(14_000_000);
    }

    private DiskFile durableFile(String path, String content) throws IOException {
        DiskFile file = disk.create(path);
        write(file, 0, content);
        file.force();
        disk.forceDirectory("");
        return file;
    }

    private static void write(DiskFile file, long position, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        file.write(new ByteBuffer[] {bytes}, position);
    }

    private String read(String path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return new String(bytes.array(), StandardCharsets.ISO_8859_1);
        }
    }
}
