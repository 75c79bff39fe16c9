package io.raftkv.benchmarks.compare.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {

    @ParameterizedTest
    @ValueSource(strings = {"jraft", "ratis"})
    void peerIsRunInTheVersionThatItsContenderIsCompiledAgainst(String peer) throws IOException {
        assertThat(version(peer, Path.of("peers", peer, "pom.xml"))).isEqualTo(version(peer, Path.of("pom.xml")));
    }

    private static String version(String peer, Path pom) throws IOException {
        var matcher = Pattern.compile("<" + peer + "\\.version>(.*)</").matcher(Files.readString(pom));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
