package io.raftkv.raft.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.node.RaftNode;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a script can rely on. */
class StageTest {

    @Test
    void timeStandsStillUnlessTheScriptMovesIt() {
        play(stage -> {
            stage.cast(3);
            stage.start();
            assertThat(stage.now()).isEqualTo(Duration.ZERO);
            stage.pass(Duration.ofMillis(700));
            assertThat(stage.now()).isEqualTo(Duration.ofMillis(700));
        });
    }

    @Test
    void mostImpatientServerIsTheFirstToLead() {
        play(stage -> {
            stage.cast(5);
            stage.patience(4, 2, 5, 1, 3);
            stage.start();
            stage.awaitLeader(4);
            assertThat(stage.server(4).raft().currentTerm()).isEqualTo(1);
        });
    }

    @Test
    void heldMessagesArriveOneByOneAndInOrder() {
        play(stage -> {
            stage.cast(3);
            stage.start();
            stage.awaitLeader(1);
            stage.network().hold(1, 2);
            stage.server(1).propose("x=1");
            stage.server(1).propose("x=2");
            stage.settle();
            assertThat(stage.server(2).raft().log().lastIndex()).isEqualTo(1);
            stage.network().deliver(1, 2);
            assertThat(stage.server(2).raft().log().lastIndex()).isEqualTo(2);
            stage.network().deliverCopy(1, 2);
            stage.network().deliver(1, 2);
            assertThat(stage.server(2).raft().log().lastIndex()).isEqualTo(3);
        });
    }

    @Test
    void onlyWhatIsHeldCanBeDelivered() {
        assertThatThrownBy(() -> play(stage -> {
                    stage.cast(2);
                    stage.start();
                    stage.network().deliver(1, 2);
                }))
                .isInstanceOf(ScenarioFailed.class)
                .hasMessageContaining("nothing is held from S1 to S2");
    }

    @Test
    void waitingInVainFails() {
        assertThatThrownBy(() -> play(stage -> {
                    stage.cast(3);
                    stage.start();
                    stage.passUntil("pigs fly", () -> false);
                }))
                .isInstanceOf(ScenarioFailed.class)
                .hasMessageContaining("pigs fly");
    }

    @Test
    void brokenGuaranteeFailsUnlessItWasAnnounced() {
        assertThatThrownBy(() -> play(StageTest::electTwoLeaders))
                .isInstanceOf(ScenarioFailed.class)
                .hasMessageContaining("Election Safety");
        play(stage -> {
            stage.letGoWrong("Election Safety");
            electTwoLeaders(stage);
        });
    }

    @Test
    void guaranteeThatWasToBreakMustBreak() {
        assertThatThrownBy(() -> play(stage -> stage.letGoWrong("Election Safety")))
                .isInstanceOf(ScenarioFailed.class)
                .hasMessageContaining("Election Safety");
    }

    @Test
    void serverThatStopsByItselfFailsUnlessItWasAnnounced() {
        ((Logger) LoggerFactory.getLogger(RaftNode.class)).setLevel(Level.OFF); // it says why, at length
        assertThatThrownBy(() -> play(StageTest::failDiskOfS1))
                .isInstanceOf(ScenarioFailed.class)
                .hasMessageContaining("S1 stops");
        play(stage -> {
            stage.letGoWrong("S1 stops");
            failDiskOfS1(stage);
        });
    }

    @Test
    void requestTellsWhatItsClientKnows() {
        play(stage -> {
            stage.cast(3);
            stage.start();
            stage.awaitLeader(1);
            Request done = stage.server(1).propose("x=1");
            stage.settle();
            assertThat(done.told()).isEqualTo("x=1");
            stage.network().isolate(1L);
            Request unknown = stage.server(1).propose("x=2");
            stage.settle();
            assertThat(unknown.isPending()).isTrue();
            stage.passUntil("S1 steps down", () -> !stage.server(1).isLeader());
            assertThat(unknown.isUnknown()).isTrue();
            assertThat(unknown.isDone() || unknown.hasFailed()).isFalse();
        });
    }

    @Test
    void otherStageIsAnotherWorld() {
        play(stage -> {
            stage.cast(1);
            stage.start();
            stage.awaitLeader(1);
            Stage other = stage.another();
            assertThat(other.now()).isEqualTo(Duration.ZERO);
            other.letGoWrong("Election Safety");
            electTwoLeaders(other);
        });
    }

    private static void electTwoLeaders(Stage stage) {
        stage.castWith(1, Configuration.of(1L));
        stage.castWith(2, Configuration.of(2L));
        stage.start();
        stage.network().hold(AppendEntries.class);
        stage.passUntil(
                "both lead", () -> stage.server(1).isLeader() && stage.server(2).isLeader());
    }

    private static void failDiskOfS1(Stage stage) {
        stage.cast(1);
        stage.start();
        stage.awaitLeader(1);
        stage.server(1).disk().failForces();
        stage.server(1).propose("x=1");
        stage.settle();
        assertThat(stage.server(1).isRunning()).isFalse();
    }

    private static void play(Consumer<Stage> script) {
        var lesson = new Lesson("test", "Test", "-", "", "");
        Stage.play(
                new Scenario() {
                    @Override
                    public Lesson lesson() {
                        return lesson;
                    }

                    @Override
                    public void play(Stage stage) {
                        script.accept(stage);
                    }
                },
                1,
                Audience.NOBODY);
    }
}
