package io.raftkv.jepsen.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README shows are the tests beside this one, as they are. */
class ReadmeTest {

    @ParameterizedTest
    @CsvSource({"RegistersTest, 10", "RealRegistersIT, 10", "CounterTest, 60"})
    void readmeShowsTheExampleAsItIs(String example, int maxLines) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/raftkv/jepsen/example/" + example + ".java"));
        String shown = source.substring(source.indexOf("class " + example)).strip();
        assertThat(shown.lines().count()).isLessThanOrEqualTo(maxLines);
        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + shown + "\n```");
    }
}
