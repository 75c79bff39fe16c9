package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** To believe that one leads is not enough to answer a read (D 6.4). Negative control. */
public final class StaleReadAtADeposedLeader implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("stale-read-at-a-deposed-leader", "Stale read at a deposed leader", "D 6.4", """
                S1 leads, and x is 1. S1 is suspended with its clock, the others elect S2, and a client has x set to 2 there and is
                told so. Then S1 goes on, and before it hears anything a client reads x at S1.

                Predict: S1 believes that it leads, and a leader has all committed entries. What will the client read, if S1
                just looks into its state machine? What if S1 asks the others first?
                """, """
                S1 answered 1, after the client at S2 had been told that x is 2: the read was stale, and the service not
                linearizable. Everything that S1 knew said that it led. It was a leader, but one of an earlier term, and it
                could not know.

                So a leader must make sure before it answers. With ReadIndex it has a majority confirm that it still leads, after
                the read came in: one round of heartbeats. The first answer told S1 of term 2. It refused the read, which had
                had no effect, and its server asked the new leader instead.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads, and x is 1.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.settle();
        });
        stage.say("S1 is suspended.");
        stage.server(1).suspend();
        stage.offstage("S2 is elected, and a client of it has x set to 2.", () -> {
            stage.awaitLeader(2);
            Request write = stage.server(2).propose("x=2");
            stage.settle();
            stage.expect("the client of S2 knows that x is 2", write::isDone);
        });
        stage.show();

        stage.say("S1 goes on, and its client reads x in the simplest way there is.");
        stage.server(1).goOn();
        stage.expect("S1 believes that it leads", stage.server(1)::isLeader);
        String naive = stage.server(1).readHere("x");
        stage.expect("the read is stale", () -> naive.equals("1"));

        stage.say("Now properly: S1 asks whether it still leads.");
        Request read = stage.server(1).read("x");
        stage.passUntil("the client has its answer", read::isDone);
        stage.show();
        stage.expect("S1 knows that it does not lead", () -> !stage.server(1).isLeader());
        stage.expect("x is 2", () -> read.told().equals("x=2"));
    }
}
