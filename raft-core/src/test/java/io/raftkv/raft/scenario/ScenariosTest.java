package io.raftkv.raft.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.raftkv.raft.scenario.script.Catalogue;
import io.raftkv.raft.scenario.transcript.Paint;
import io.raftkv.raft.scenario.transcript.Transcript;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every scenario comes out as it says, whatever the seed. */
class ScenariosTest {

    private static final int SEEDS = 10;

    private static final List<String> TITLES = List.of(
            "First election",
            "Split vote",
            "Higher term wins",
            "The log restricts votes",
            "Normal replication",
            "Follower behind, follower ahead (Figure 7, a to f)",
            "Figure 8, unsafe and safe",
            "Leader crashes before, during, after commit",
            "Vote survives a crash",
            "Acknowledged but not forced",
            "Disruptive server returns",
            "Leader cut off from the majority",
            "Asymmetric link, half-deaf leader",
            "Stale read at a deposed leader",
            "ReadIndex",
            "Lease read, good clocks and a drifting clock",
            "Duplicate request after a time-out",
            "Snapshot for a slow follower",
            "Crash in the middle of a snapshot install",
            "Adding a server the wrong way",
            "Joint consensus",
            "Single-step change at the start of a term",
            "Learner catches up, is promoted",
            "Removed server keeps campaigning",
            "Leadership transfer",
            "Two of three lost, quorum gone",
            "Torn log tail against a damaged middle",
            "Lost lease holder, fencing token",
            "CAP and PACELC made visible");

    @TestFactory
    Stream<DynamicTest> comesOutAsItSays() {
        return Catalogue.scenarios().stream()
                .map(scenario -> dynamicTest(scenario.lesson().name(), () -> {
                    LongStream.rangeClosed(1, SEEDS).forEach(seed -> play(scenario, seed));
                }));
    }

    private static void play(Scenario scenario, long seed) {
        try {
            Stage.play(scenario, seed, Audience.NOBODY);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    e.getMessage() + "; see bin/scenario " + scenario.lesson().name() + " --seed " + seed, e);
        }
    }

    @Test
    void allThatWereDesignedAreThere() {
        assertThat(Catalogue.scenarios())
                .extracting(scenario -> scenario.lesson().title())
                .containsAll(TITLES);
        assertThat(Catalogue.scenarios())
                .extracting(scenario -> scenario.lesson().name())
                .doesNotHaveDuplicates();
    }

    @Test
    void nameIsMadeOfTheTitleUnlessItIsThatOfAKnownBug() {
        for (Scenario scenario : Catalogue.scenarios()) {
            if (scenario.lesson().name().startsWith("bug-")) {
                continue;
            }
            String title = scenario.lesson().title().toLowerCase(Locale.ROOT);
            String words = title.replaceAll("\\(.*\\)", "")
                    .replaceAll("[^a-z0-9]+", " ")
                    .strip();
            assertThat(scenario.lesson().name()).isEqualTo(words.replace(' ', '-'));
        }
    }

    @Test
    void lessonSaysWhereItIsFromAndWhatHappened() {
        for (Scenario scenario : Catalogue.scenarios()) {
            Lesson lesson = scenario.lesson();
            assertThat(lesson.source()).as(lesson.name()).matches("-|[PD] .+");
            assertThat(lesson.introduction()).as(lesson.name()).contains("Predict");
            assertThat(lesson.explanation()).as(lesson.name()).hasSizeGreaterThan(100);
        }
    }

    @Test
    void sameSeedGivesTheSameTranscript() {
        var scenario = Catalogue.scenarios().getFirst();
        assertThat(transcript(scenario, 7)).isEqualTo(transcript(scenario, 7)).isNotEqualTo(transcript(scenario, 8));
    }

    @Test
    void transcriptFitsIntoATerminal() {
        for (Scenario scenario : Catalogue.scenarios()) {
            assertThat(transcript(scenario, 1).lines())
                    .as(scenario.lesson().name())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        }
    }

    /** To be read like code when it changes; made by {@code bin/scenario first-election --color never}. */
    @Test
    void transcriptOfTheFirstElectionIsTheGoldenOne() throws IOException {
        assertThat(transcript(Catalogue.scenarios().getFirst(), 1)).isEqualTo(resource("/scenario/first-election.txt"));
    }

    private static String transcript(Scenario scenario, long seed) {
        var lines = new ArrayList<String>();
        var transcript = new Transcript(lines::add, Paint.NONE, Transcript.Detail.FULL, () -> {});
        transcript.begin(scenario.lesson());
        Stage.play(scenario, seed, transcript);
        transcript.end(scenario.lesson());
        return String.join("\n", lines) + "\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ScenariosTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
