package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A server that was cut off comes back: with pre-vote nobody notices, without it a leader falls (D 9.6). */
public final class DisruptiveServerReturns implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("disruptive-server-returns", "Disruptive server returns", "D 9.6", """
                S3 is cut off for ten seconds. It hears from no leader, loses patience again and again, and then it is back.

                Predict: in which term is S3 after ten seconds? Is S1, which has worked all the time, still the leader after S3
                is back? What if S3 had stood for election each time, as the paper's Figure 2 says?
                """, """
                Before it starts a term a server asks whether it would be elected (pre-vote). Cut off, S3 got no answer, and
                however often it asked, it stayed in term 1. When it was back, the first heartbeat made it a follower again.

                In the second world S3 did what Figure 2 says: it raised its term with each attempt, to 12. Back in the network it
                had to refuse the heartbeats of term 1, and the leader, which had done nothing wrong, had to step down at
                the first refusal: the higher term wins. That is right, for otherwise S3 could never be heard again; but it
                costs an election, and the cluster did not answer meanwhile.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("The first world: servers ask before they stand for election.");
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("S3 is cut off.");
        stage.network().isolate(3L);
        stage.pass(Stage.ELECTION_TIMEOUT.multipliedBy(2));
        stage.offstage("It goes on like this.", () -> stage.pass(Duration.ofSeconds(8)));
        stage.show();
        stage.expect("S3 is still in term 1", () -> stage.server(3).raft().currentTerm() == 1);
        stage.say("S3 is back.");
        stage.network().heal();
        stage.pass(Stage.ELECTION_TIMEOUT);
        stage.expect("S1 leads term 1 all the time", () -> leadsTerm(stage, 1, 1));

        Stage other = stage.another();
        other.cast(3);
        other.start();
        other.offstage("The second world: S1 leads again.", () -> other.awaitLeader(1));
        other.say("""
                S3 is cut off, and stands for election without asking. Our servers cannot do that, so we write on its disk what
                it would have come to: term 12.
                """);
        other.server(3).crash();
        other.server(3).haveTerm(12);
        other.pass(Duration.ofSeconds(8));
        other.say("S3 is back.");
        other.server(3).start();
        other.passUntil("S1 has heard of term 12", () -> other.server(1).raft().currentTerm() == 12);
        other.settle();
        other.expect(
                "nobody leads",
                () -> !other.server(1).isLeader() && !other.server(2).isLeader());
        other.offstage("There must be an election.", () -> other.awaitLeader(1));
        other.show();
        other.expect("it is term 13", () -> leadsTerm(other, 1, 13));
    }

    private static boolean leadsTerm(Stage stage, long id, long term) {
        return stage.server(id).isLeader() && stage.server(id).raft().currentTerm() == term;
    }
}
