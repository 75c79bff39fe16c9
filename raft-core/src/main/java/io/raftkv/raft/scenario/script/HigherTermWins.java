package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A leader that was cut off learns from the first answer that its time is over (P 5.1). */
public final class HigherTermWins implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("higher-term-wins", "Higher term wins", "P 5.1", """
                S1 leads, and then its virtual machine is suspended: it stands still, and its clock, too. The others elect S2.
                When S1 goes on where it stopped, it still believes that it leads, and a client wants it to do something.

                Predict: can S1 commit the command? What does it take for it to learn that it does not lead any more?
                """, """
                S1 had not noticed that time went by, so it took the command and sent it to the others, in term 1. They were in
                term 2 by then. A request of an earlier term is refused, and the refusal carries the current term: the first
                answer was enough to turn S1 into a follower of term 2.

                Terms are Raft's clock. Nobody needs to know what time it is to tell which of two leaders is the old one, and
                the old one cannot do harm meanwhile: what it appends reaches no majority, for a majority has moved on. When S1
                heard from the new leader, its entry was replaced by that of the new leader, and its client was told that the
                outcome is unknown.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 becomes the leader, as in first-election.", () -> stage.awaitLeader(1));

        stage.say("S1 is suspended. The others wait for it, in vain.");
        stage.server(1).suspend();
        stage.awaitLeader(2);
        stage.show();
        stage.expect(
                "both S1 and S2 believe that they lead",
                () -> stage.server(1).isLeader() && stage.server(2).isLeader());

        stage.say("S1 goes on, and finds the command of a client. What S2 sends to S1 is slow today.");
        stage.network().hold(2, 1);
        Request request = stage.server(1).propose("x=1");
        stage.server(1).goOn();
        stage.settle();
        stage.expect(
                "S1 is a follower of term 2",
                () -> stage.server(1).raft().role() == RoleName.FOLLOWER
                        && stage.server(1).raft().currentTerm() == 2);
        stage.network().release();
        stage.pass(Duration.ofMillis(300));
        stage.show();
        stage.expect("the client of S1 knows that it cannot know", request::isUnknown);
        stage.expectLog(1, stage.server(2).view().cells());
    }
}
