package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A direct switch of configurations makes two disjoint majorities (D 4.1). Negative control. */
public final class AddingAServerTheWrongWay implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("adding-a-server-the-wrong-way", "Adding a server the wrong way", "D 4.1", """
                Three servers are to become five. Somebody writes the five of them into a configuration file and restarts the
                servers one after the other. S3 has the new file already, S1 and S2 have the old one. S4 and S5 are new.

                Predict: how many servers are a majority for S1? For S3? Can both be elected?
                """, """
                For S1 two of S1, S2, S3 are a majority, and S2 was enough. For S3 three of five are one, and S4 and S5 were enough.
                The two majorities have no server in common, and so nobody could refuse a second vote: two leaders in one
                term (P Figure 10).

                Servers cannot all switch at the same moment, so it must not matter when each of them does. Raft puts the
                configuration into the log and lets majorities overlap on the way: either with one server at a time, or through
                a joint configuration, in which both majorities are needed: see joint-consensus.

                That is why the configuration that a server is given at its start counts only for the very first start of a cluster.
                """);
    }

    @Override
    public void play(Stage stage) {
        var oldFile = Configuration.of(1L, 2L, 3L);
        var newFile = Configuration.of(1L, 2L, 3L, 4L, 5L);
        stage.letGoWrong("Election Safety");
        stage.castWith(1, oldFile);
        stage.castWith(2, oldFile);
        stage.castWith(3, newFile);
        stage.castWith(4, newFile);
        stage.castWith(5, newFile);
        stage.patience(1, 3, 2, 4, 5);
        stage.start();
        stage.network().hold(AppendEntries.class);
        stage.say("The network is bad as well: S1 and S2 hear each other, and so do S3, S4 and S5.");
        stage.network().isolate(1L, 2L);

        stage.passUntil("S1 leads", stage.server(1)::isLeader);
        stage.expect(
                "S1 leads term 1, with the votes of S1 and S2",
                () -> stage.server(1).raft().currentTerm() == 1);
        stage.passUntil("S3 leads", stage.server(3)::isLeader);
        stage.show();
        stage.expect(
                "S3 leads term 1, with the votes of S3, S4 and S5",
                () -> stage.server(3).raft().currentTerm() == 1);
        stage.expect("S1 still leads term 1", stage.server(1)::isLeader);
    }
}
