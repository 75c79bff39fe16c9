package io.raftkv.raft.scenario.script.bug;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.script.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The museum is complete, and each of its pieces has its label. Whether they come out as they say is tested with all others. */
class MuseumTest {

    /** The known bugs that concern this library, by the names that Javadoc uses. */
    private static final List<String> KNOWN_BUGS = List.of(
            "old-term-commit",
            "prevote-term-stuck",
            "old-leader-starves-quorum",
            "check-quorum-higher-term",
            "transfer-blocked-by-lease",
            "half-deaf-leader",
            "readindex-before-own-commit",
            "readindex-retry-reused",
            "readindex-dropped-silently",
            "commit-index-lost-at-restart",
            "lease-read-clock",
            "duplicated-append",
            "vote-not-forced",
            "force-error-ignored",
            "config-survives-truncation",
            "stuck-joint",
            "single-server-change",
            "uncommitted-config-in-snapshot",
            "config-after-remote-snapshot",
            "log-snapshot-gap",
            "snapshot-not-forced",
            "snapshot-path-traversal",
            "wiped-voter",
            "applied-index-apart");

    private static final Path SOURCES = Path.of("src/main/java/io/raftkv/raft");
    private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w+)(?:\\.\\w+)?#(\\w+)");

    @Test
    void everyKnownBugHasAScenarioInTheCatalogue() {
        assertThat(Catalogue.scenarios())
                .extracting(scenario -> scenario.lesson().name())
                .containsAll(KNOWN_BUGS.stream().map(bug -> "bug-" + bug).toList());
    }

    @Test
    void everyScenarioSaysWhatHappenedThereAndWhyAndWhichGuardIsHere() {
        for (Scenario scenario : Museum.scenarios()) {
            Lesson lesson = scenario.lesson();
            assertThat(lesson.title()).startsWith("Known bug: ");
            assertThat(lesson.explanation())
                    .as(lesson.name())
                    .containsPattern("There \\(.+\\): ")
                    .contains("Why: ", "Here: ")
                    .containsPattern("guards?\\s+(is|are)\\s+[A-Z]\\w+");
        }
    }

    @Test
    void guardThatAScenarioNamesIsThere() throws IOException {
        Map<String, String> sources = sourcesOfTheLibrary();
        for (Scenario scenario : Museum.scenarios()) {
            Matcher members = MEMBER.matcher(scenario.lesson().explanation());
            while (members.find()) {
                assertThat(sources.getOrDefault(members.group(1), ""))
                        .as(members.group() + " of " + scenario.lesson().name())
                        .containsPattern("\\b" + members.group(2) + "\\b");
            }
        }
    }

    @Test
    void javadocOfSomeGuardNamesTheBug() throws IOException {
        String everything = String.join("\n", sourcesOfTheLibrary().values()).replaceAll("\\s+\\*\\s+", " ");
        for (String bug : KNOWN_BUGS) {
            assertThat(everything)
                    .as("Javadoc that names " + bug)
                    .containsPattern("known bugs? [^)]*\\b" + bug + "\\b");
        }
    }

    /** The text of each class by its name, without the scenarios. */
    private static Map<String, String> sourcesOfTheLibrary() throws IOException {
        var sources = new HashMap<String, String>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.startsWith(SOURCES.resolve("scenario")))
                    .toList()) {
                sources.merge(
                        file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        return sources;
    }
}
