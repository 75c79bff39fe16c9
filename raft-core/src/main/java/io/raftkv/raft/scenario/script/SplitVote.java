package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import java.util.List;

/** Two candidates get half of the votes each (P 5.2). */
public final class SplitVote implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("split-vote", "Split vote", "P 5.2", """
                Four servers have no leader, and S1 and S4 lose patience at nearly the same time. Each asks for votes before it
                hears of the other.

                Predict: three votes of four are a majority. Who gets how many? How does it end?
                """, """
                A server gives one vote in a term, to the first that asks (P Figure 2, RequestVote 2.). S1 and S4 had given
                theirs to themselves, and the other two went one to each: nobody had three. Raft does nothing about that; the
                term goes by without a leader.

                Each candidate drew a new random election timeout. S4's was the longer one, so it was still waiting when S1
                asked for votes in the next term, and with the higher term everybody was free to vote again. A tie can repeat
                itself, but with each round it is less likely that it has: that is why timeouts are drawn anew each time.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(4);
        stage.patience(1, 4, 2, 3);
        stage.start();
        stage.say("All messages are slow today: they stay on their way until we let them arrive.");
        Network network = stage.network();
        network.holdAll();
        stage.passUntil("S1 loses patience", () -> stage.server(1).raft().role() == RoleName.PRE_CANDIDATE);
        stage.passUntil("S4 loses patience", () -> stage.server(4).raft().role() == RoleName.PRE_CANDIDATE);
        stage.say("Would S2 and S3 vote for S1? For S4? They would, for both: a promise binds nobody.");
        for (long asked : List.of(2L, 3L)) {
            network.deliver(1, asked);
            network.deliver(4, asked);
            network.deliver(asked, 1);
            network.deliver(asked, 4);
        }
        network.drop(1, 4);
        network.drop(4, 1);
        stage.expect(
                "S1 and S4 are candidates in term 1",
                () -> isCandidate(stage.server(1)) && isCandidate(stage.server(4)));

        stage.say("Now for the votes. S2 hears first from S1, and S3 first from S4.");
        network.deliver(1, 2);
        network.deliver(4, 3);
        stage.say("All other requests come too late: the vote of this term is given.");
        network.release();
        stage.settle();
        stage.show();
        stage.expect("S2 has voted for S1", () -> stage.server(2).raft().votedFor() == 1);
        stage.expect("S3 has voted for S4", () -> stage.server(3).raft().votedFor() == 4);
        stage.expect(
                "nobody leads term 1",
                () -> !stage.server(1).isLeader() && !stage.server(4).isLeader());

        stage.say("Two votes each, and nobody to break the tie but chance. Whose new election timeout ends first?");
        stage.awaitLeader(1);
        stage.show();
        stage.expect("S1 leads term 2", () -> stage.server(1).raft().currentTerm() == 2);
        stage.expect("S4 follows it", () -> stage.server(4).raft().leader() == 1);
    }

    private static boolean isCandidate(Server server) {
        return server.raft().role() == RoleName.CANDIDATE && server.raft().currentTerm() == 1;
    }
}
