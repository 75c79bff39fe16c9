package io.raftkv.raft.scenario.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import io.raftkv.raft.scenario.script.FirstElection;
import io.raftkv.raft.scenario.transcript.Paint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioCommandTest {

    /** Claims what is not so. */
    private record Wrong() implements Scenario {
        @Override
        public Lesson lesson() {
            return new Lesson("wrong-claim", "A wrong claim", "-", "It claims something.", "It was wrong.");
        }

        @Override
        public void play(Stage stage) {
            stage.cast(1);
            stage.expect("S1 runs", stage.server(1)::isRunning);
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listNamesEachWithItsSource() {
        assertThat(run("list")).isZero();
        assertThat(printed()).contains("first-election  P 5.2").contains("wrong-claim");
    }

    @Test
    void allTellsWhichFailAndSaysSoWithItsExitCode() {
        assertThat(run("all")).isEqualTo(1);
        assertThat(printed())
                .contains("✓  first-election")
                .contains("✗  wrong-claim")
                .contains("not so: S1 runs")
                .contains("2 scenarios, 1 failed, seed 1");
    }

    @Test
    void oneIsPlayedWithItsTranscript() {
        assertThat(run("first-election", "--seed=3")).isZero();
        assertThat(printed()).contains("RequestVote term=1 candidateId=S1", "What happened, and why");
    }

    @Test
    void diagramLeavesOutRulesAndChanges() {
        assertThat(run("first-election", "--diagram")).isZero();
        assertThat(printed()).contains("RequestVote term=1 candidateId=S1").doesNotContain("role follower");
    }

    @Test
    void jsonHasALineForEachStep() {
        assertThat(run("first-election", "--json")).isZero();
        assertThat(printed().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"server\":"));
    }

    @Test
    void failureIsToldWithTheSeed() {
        assertThat(run("wrong-claim", "--seed", "5")).isEqualTo(1);
        assertThat(complaint()).contains("wrong-claim with seed 5", "not so: S1 runs");
    }

    @Test
    void coloursAreThereOnlyWhenWanted() {
        run("first-election");
        assertThat(printed()).doesNotContain("\u001B[");
        run("first-election", "--color", "always");
        assertThat(printed()).contains("\u001B[");
    }

    @Test
    void stepByStepEndsWithItsReader() {
        assertThat(run("first-election", "--step")).isZero();
    }

    @Test
    void unknownNameIsAnsweredWithSimilarOnes() {
        assertThat(run("first-elektion")).isEqualTo(2);
        assertThat(complaint()).contains("there is no first-elektion", "did you mean first-election?");
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(complaint()).contains("there is no nonsense: scenario list lists them");
    }

    @Test
    void whatIsNotUnderstoodIsSaid() {
        assertThat(run("--sed", "1")).isEqualTo(2);
        assertThat(run("first-election", "--seed", "one")).isEqualTo(2);
        assertThat(run("first-election", "--color=blue")).isEqualTo(2);
        assertThat(run("first-election", "wrong-claim")).isEqualTo(2);
        assertThat(complaint())
                .contains("there is no --sed")
                .contains("--seed is one, but must be a whole number")
                .contains("--color is blue, but must be always, never or auto")
                .contains("one scenario at a time, not first-election and wrong-claim");
    }

    @Test
    void helpIsPrintedWhenNothingIsAsked() {
        assertThat(run()).isZero();
        assertThat(printed()).contains("scenario list", "--step", "--seed", "--color");
    }

    private int run(String... arguments) {
        var command = new ScenarioCommand(
                List.of(new FirstElection(), new Wrong()),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                new ByteArrayInputStream(new byte[] {'\n'}),
                Paint.NONE);
        return command.run(List.of(arguments));
    }

    private String printed() {
        return out.toString(UTF_8);
    }

    private String complaint() {
        return err.toString(UTF_8);
    }
}
