package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A leader that is heard but does not hear steps down (known bug half-deaf-leader). */
public final class HalfDeafLeader implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("bug-half-deaf-leader", "Known bug: the half-deaf leader", "D 6.2", """
                S1 leads. Its heartbeats arrive, but nothing arrives at S1 any more: the link works in one direction only.

                Predict: the followers hear their leader and are content. The clients?
                """, """
                There (etcd, TiKV): the leader went on sending, and the followers went on believing. No acknowledgement came back, so nothing
                was ever committed, and nobody had a reason to look for another leader.

                Why: followers judge a leader by what it sends, but whether it works shows only in what it receives.

                Here: a leader keeps account of when each follower was last heard from. S1 had heard from no majority for an
                election timeout and stepped down; then its heartbeats ended, and S2 was elected. The guard is Leader#mayGoOn.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));

        stage.say("From now on S1 hears nothing.");
        stage.network().cut(2, 1);
        stage.network().cut(3, 1);
        Request request = stage.server(1).propose("x=1");
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.expect("S2 has the entry", () -> stage.server(2).raft().log().lastIndex() == 2);
        stage.expect("S1 does not know, and cannot commit it", request::isPending);

        stage.pass(Stage.ELECTION_TIMEOUT.multipliedBy(2));
        stage.expect(
                "S1 has stepped down within two election timeouts",
                () -> !stage.server(1).isLeader());
        stage.passUntil("S2 leads", stage.server(2)::isLeader);
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.show();
        stage.expect("the client of S1 knows that it cannot know", request::isUnknown);
        stage.expectEqual("what S2 has for x", "1", stage.server(2).value("x"));
        Request next = stage.server(2).propose("x=2");
        stage.settle();
        stage.expect("S2 commits", next::isDone);
    }
}
