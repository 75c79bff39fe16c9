package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A new server gets the log before it gets a vote, so that adding it costs no availability (D 4.2.1). */
public final class LearnerCatchesUpIsPromoted implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("learner-catches-up-is-promoted", "Learner catches up, is promoted", "D 4.2.1", """
                S4 is to join S1, S2 and S3. Its log is empty, and what S1 sends to it is slow. Before it has caught up, S3 crashes.

                Predict: with S4 there are four servers. Are S1 and S2 still enough to commit anything? When does S4 get its vote?
                """, """
                Had S4 got its vote at once, a majority would have been three of four: S3 down, S4 empty, and nothing could have
                been committed until S4 had received the whole log. To add a server in order to be safer would have stopped
                the cluster.

                So S4 came as a learner: it receives the log and counts for nothing. S1 and S2 went on. When S4 had everything, and
                had got it in less than an election timeout, the leader promoted it, through joint consensus as ever. From
                then on S1, S2 and S4 are three of four, and S2 may fail, too, if S3 is back.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.castNew(4);
        stage.start();
        stage.offstage("S1 leads, and has had x set to 1, 2 and 3.", () -> {
            stage.awaitLeader(1);
            for (int i = 1; i <= 3; i++) {
                stage.server(1).propose("x=" + i);
                stage.settle();
            }
        });
        stage.say("S4 joins. Nothing that S1 sends to it arrives for now.");
        stage.network().hold(1, 4);
        Request join = stage.server(1).change(new MembershipChange.Step.Join(4, "S4"));
        stage.settle();
        stage.expect(
                "S4 is a member without a vote",
                () -> stage.server(1).raft().configuration().joining().contains(4L) && join.isDone());

        stage.say("S3 crashes.");
        stage.server(3).crash();
        Request write = stage.server(1).propose("x=4");
        stage.settle();
        stage.show();
        stage.expect("S1 and S2 are enough", write::isDone);

        stage.say("What S1 sends to S4 arrives.");
        stage.network().release();
        stage.passUntil(
                "S4 has a vote", () -> stage.server(4).raft().configuration().isVoter(4));
        stage.pass(Duration.ofMillis(50));
        stage.show();
        stage.expect("S4 has x=4", () -> stage.server(4).value("x").equals("4"));
        stage.expect(
                "the change is complete",
                () -> !stage.server(1).raft().configuration().isJoint());
    }
}
