package io.raftkv.server.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.server.StartRefusedException;
import io.raftkv.server.members.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberFileTest {

    private static final ClusterIdentity FOUNDER = new ClusterIdentity(
            0xc1L,
            -1,
            "n 1: \"odd\"",
            ClusterIdentity.Origin.FOUNDER,
            "null",
            List.of(
                    member(0xa1L, "n2", "http://10.0.0.1:2380", "http://[::1]:2380"),
                    member(-1, "n 1: \"odd\"", "http://a:1")));

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() {
        var content = new MemberFile.Content(FOUNDER, MemberFile.Progress.STARTED);

        file().write(content);

        assertThat(file().read()).isEqualTo(content);
    }

    @Test
    void aLaterStateReplacesTheFormer() {
        file().write(new MemberFile.Content(FOUNDER, MemberFile.Progress.ENLISTED));
        file().write(new MemberFile.Content(FOUNDER, MemberFile.Progress.STARTED));

        assertThat(Objects.requireNonNull(file().read()).progress()).isEqualTo(MemberFile.Progress.STARTED);
    }

    @Test
    void aDirectoryWithoutTheFileSaysNothing() {
        assertThat(file().read()).isNull();
    }

    /** A wrong digit of the id would make it another member. */
    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        file().write(new MemberFile.Content(FOUNDER, MemberFile.Progress.STARTED));
        var path = directory.resolve("data").resolve("member");
        var bytes = Files.readAllBytes(path);
        for (int i = 0; i < bytes.length; i++) {
            var flipped = bytes.clone();
            flipped[i] ^= 1;
            Files.write(path, flipped);
            assertThatThrownBy(() -> file().read())
                    .as("byte %d", i)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("--rebuild-from-peers");
        }
    }

    @Test
    void aFileThatEndsEarlyIsNoticed() throws IOException {
        file().write(new MemberFile.Content(FOUNDER, MemberFile.Progress.STARTED));
        var path = directory.resolve("data").resolve("member");
        var bytes = Files.readString(path);
        for (int length : List.of(0, 10, bytes.length() - 1)) {
            Files.writeString(path, bytes.substring(0, length));
            assertThatThrownBy(() -> file().read()).isInstanceOf(StartRefusedException.class);
        }
    }

    private MemberFile file() {
        return new MemberFile(directory.resolve("data"));
    }

    private static Member member(long id, String name, String... peerUrls) {
        return new Member(id, name, List.of(peerUrls), List.of(), Member.Role.VOTER);
    }
}
