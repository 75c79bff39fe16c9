package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** Whoever leads next completes a joint change (known bug stuck-joint). */
public final class StuckJoint implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("bug-stuck-joint", "Known bug: joint for ever", "P 6", """
                S4 is to take the place of S3. S1, the leader, has sent C_old,new to everybody, and crashes before it could
                write C_new.

                Predict: the operator's request died with S1. Who ends the joint configuration?
                """, """
                There (Camunda 57386): only the leader that had begun the change knew that it had to be completed. Its successor found the joint
                configuration in its log and used it, as it should, for ever: no further change was possible, and two majorities
                were needed where one should do.

                Why: the second half of the change was a plan in the memory of one server.

                Here: the plan is the entry. Any leader whose latest configuration is joint appends C_new as soon as that is
                committed, no matter who appended it. The guard is MembershipChanges#advance.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.castNew(4).start();
        stage.offstage("S1 leads.", () -> {
            stage.awaitLeader(1);
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        stage.say("S1 sends the joint configuration to everybody. The answers are slow, and S1 crashes.");
        stage.network().hold(AppendEntriesResponse.class);
        stage.server(1).change(new Step.AddVoter(4, "s4"), new Step.Remove(3));
        stage.settle();
        stage.server(1).crash();
        stage.network().dropAll();
        stage.network().release();
        stage.expect(
                "S2 has the joint configuration",
                () -> stage.server(2).raft().configuration().isJoint());
        stage.expect(
                "S3 has it, too", () -> stage.server(3).raft().configuration().isJoint());
        stage.show();

        stage.say("S2 is elected.");
        stage.awaitLeader(2);
        stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(2));
        stage.show();
        Configuration configuration = stage.server(2).raft().configuration();
        stage.expectEqual("the voters", Configuration.of(1L, 2L, 4L).voters(), configuration.voters());
        stage.expect("the configuration is not joint any more", () -> !configuration.isJoint());
        stage.expect(
                "its entry is committed",
                () -> stage.server(2).raft().log().configuration().index()
                        <= stage.server(2).raft().log().commitIndex());
    }
}
