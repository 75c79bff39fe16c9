package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A leader that hears from no majority steps down (D 6.2). */
public final class LeaderCutOffFromTheMajority implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("leader-cut-off-from-the-majority", "Leader cut off from the majority", "D 6.2", """
                S1 leads, and then it is cut off with a client that has x set to 1. Nobody tells S1 that anything is wrong.

                Predict: how long does the client wait? Does S1 lead for ever? What becomes of x=1?
                """, """
                S1 went on sending heartbeats, and nobody answered. In the paper it would lead for ever: no higher term reaches it.
                It could not do harm, for it could not commit anything, but its clients would wait in vain while the others
                had a leader that could have answered them.

                So a leader counts who answers (check-quorum): when that was no majority for an election timeout, it steps down.
                Its client was told that the outcome is unknown, and could look for another server. The entry with x=1 stayed in
                the log of S1 until the new leader replaced it: it was never committed.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("S1 is cut off.");
        stage.network().isolate(1L);
        Request lost = stage.server(1).propose("x=1");
        stage.say("S1 waits for answers.");
        stage.passUntil("S1 steps down", () -> stage.server(1).raft().role() == RoleName.FOLLOWER);
        stage.settle();
        stage.show();
        stage.expect("the client knows that it cannot know", lost::isUnknown);

        stage.offstage("The others elect S2.", () -> stage.awaitLeader(2));
        Request done = stage.server(2).propose("x=2");
        stage.settle();
        stage.expect("x is 2", done::isDone);

        stage.say("S1 is back.");
        stage.network().heal();
        stage.pass(Duration.ofMillis(300));
        stage.show();
        stage.expectLog(1, stage.server(2).view().cells());
        stage.expect("S1 has x=2", () -> stage.server(1).value("x").equals("2"));
    }
}
