package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** No command is applied twice or skipped, whenever the power fails (known bug applied-index-apart). */
public final class AppliedIndexApart implements Scenario {

    private static final int COMMANDS = 8;

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-applied-index-apart", "Known bug: the applied index apart from the data", "D 5.3, 6.3", """
                S1 adds 1 to x, again and again, and saves its state now and then. After each command the power fails.

                Predict: at each start S1 has a state of some moment, and a log that goes beyond it. How does it know which commands
                to apply? What if it is wrong by one?
                """, """
                There (etcd 13766 and the postmortem of etcd 3.5): etcd 3.5.0 to 3.5.2 wrote its data and the index up to which
                it was applied in transactions of their own. A crash between the two, and entries were applied a second time or
                not at all; the members differed from then on, and no check said so.

                Why: two facts that are true only together were written apart.

                Here: the applied index is part of the state that is saved, so what is on the disk is a state together with its
                index, or the one before that. From there the log is applied, each command once. A log that ends before the index is
                refused. The guards are InMemoryStateMachine#save, what StateMachine#appliedIndex asks of other state machines, and
                RaftStorage#recovered.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(1, config -> config.withRetainedEntries(0));
        Server s1 = stage.server(1);
        for (int i = 1; i <= COMMANDS; i++) {
            s1.start();
            stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
            stage.expectEqual("how much is added so far", "" + (i == 1 ? "" : i - 1), s1.value("x"));
            Request add = s1.propose("x+=1");
            stage.expect("x is " + i + " now", add::isDone);
            stage.show();
            s1.crash();
        }
        s1.start();
        stage.say("What S1 starts with is what it has saved last. The log has the rest.");
        stage.expect(
                "some commands are in the state only", () -> s1.raft().log().firstIndex() > 1);
        stage.show();
        stage.awaitLeader(1);
        stage.expectEqual("x in the end", "" + COMMANDS, s1.value("x"));
    }
}
