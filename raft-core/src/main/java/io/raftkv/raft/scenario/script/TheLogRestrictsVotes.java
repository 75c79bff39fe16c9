package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** The candidate with the older log cannot win though it asks first (P 5.4.1). */
public final class TheLogRestrictsVotes implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("the-log-restricts-votes", "The log restricts votes", "P 5.4.1", """
                S3 is cut off when x=1 is committed on S1 and S2. Then S1 crashes, S3 is back, and it is the first to lose
                patience.

                Predict: S2 and S3 are two of three, and S3 asks first. Will it lead? What would be lost if it did?
                """, """
                S3 would have become a leader without x=1, which was committed and which a client had been told of, and it would
                have made its followers delete it. So a server votes only for a candidate whose log is at least as up-to-date as
                its own: the later last term wins, and with equal terms the longer log. S2 said no.

                That is enough. A committed entry is on a majority, a candidate needs a majority, and any two majorities share a
                server: that one has the entry, and refuses whoever has not. In this way the new leader has all committed
                entries from the first moment on, and entries flow in one direction only, from leaders to followers.

                The refusal came before any term was raised, in the pre-vote: it compares the logs as the vote itself does.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads. S3 is cut off, and a client of S1 has x set to 1.", () -> {
            stage.awaitLeader(1);
            stage.patience(3, 2, 1);
            stage.pass(Duration.ofMillis(150));
            stage.network().isolate(3L);
        });
        Request request = stage.server(1).propose("x=1");
        stage.settle();
        stage.show();
        stage.expect("the client knows that x is 1", request::isDone);

        stage.say("S1 crashes, and S3 is back.");
        stage.server(1).crash();
        stage.network().heal();
        stage.passUntil("S3 loses patience", () -> stage.server(3).raft().role() == RoleName.PRE_CANDIDATE);
        stage.settle();
        stage.expect("S3 cannot win", () -> stage.server(3).raft().role() == RoleName.PRE_CANDIDATE);
        stage.expect(
                "it has not even raised its term", () -> stage.server(3).raft().currentTerm() == 1);

        stage.say("S2 is more patient, but its log is the longer one.");
        stage.awaitLeader(2);
        stage.show();
        stage.expectLog(3, stage.server(2).view().cells());
        stage.expect("S3 has x=1, too", () -> stage.server(3).value("x").equals("1"));
    }
}
