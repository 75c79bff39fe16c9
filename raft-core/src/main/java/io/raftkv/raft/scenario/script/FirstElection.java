package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** Three servers find their first leader (P 5.2). */
public final class FirstElection implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("first-election", "First election", "P 5.2", """
                Three servers start with empty logs. All of them are followers in term 0, and none of them knows a leader.

                Watch who moves first, in which term the leader leads, and what it writes into its log before any client has
                asked for anything. Predict: how many votes does it wait for? When do the others learn who leads?
                """, """
                Every follower waits for a leader, each for a random time between one and two election timeouts. S1 drew the
                shortest time, and so it was alone when it stood for election: that is all that the random times are for.

                Before it started a term it asked whether it would be elected (pre-vote, D 9.6): a server that cannot win
                disturbs nobody. Then it raised its term to 1, voted for itself, and asked for votes once both were on its
                disk, for a vote that can be forgotten can be given twice. Two votes of three are a majority; its own is one
                of them, so one answer was enough, and the second one changed nothing.

                The leader opened its term with an entry of its own and sent it out at once: the first one of a cluster holds its
                configuration, the later ones nothing. It tells the others who leads, and when it is committed the leader
                knows that all that comes before it is committed, too. From then on heartbeats keep the others calm.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.patience(1, 2, 3);
        stage.start();
        stage.show();

        stage.say("Nothing is heard from a leader, because there is none. S1 is the first to lose patience.");
        stage.passUntil("S1 leads", stage.server(1)::isLeader);
        stage.expect("S1 leads term 1", () -> stage.server(1).raft().currentTerm() == 1);

        stage.say("S1 leads, but the others do not know that yet. Its first entry will tell them.");
        stage.expect("S2 knows of no leader", () -> stage.server(2).raft().leader() == 0);
        stage.settle();
        stage.show();
        for (long id = 1; id <= 3; id++) {
            stage.expectLog(id, "1:1");
        }

        stage.say("As long as heartbeats arrive, nobody loses patience again.");
        stage.pass(Duration.ofSeconds(3));
        stage.expect(
                "S1 still leads term 1",
                () -> stage.server(1).isLeader() && stage.server(1).raft().currentTerm() == 1);
        stage.expect("S3 is a follower", () -> stage.server(3).raft().role() == RoleName.FOLLOWER);
    }
}
