package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A leader that reaches only a bridge does not keep the connected majority without one (known bug old-leader-starves-quorum). */
public final class OldLeaderStarvesQuorum implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-old-leader-starves-quorum",
                "Known bug: the old leader starves the majority",
                "D 6.2, 4.2.3",
                """
                Of five servers one is down. S1 leads, and a switch fails in part: S1 reaches S2 only, while S2, S3 and S4 reach
                each other. They are a majority, but S2 hears from its leader as always, and protects it.

                Predict: S3 and S4 need S2's vote. Do they ever get it?
                """,
                """
                There (openraft 2080, etcd at Cloudflare in November 2020): the old leader went on sending heartbeats to the
                bridge, and the bridge went on refusing votes. The leader could commit nothing, and no other could be elected:
                the cluster was down though a majority was connected. A switch that failed in part also stood at the beginning
                of Cloudflare's outage.

                Why: protecting a leader that one hears from (D 4.2.3) is right only if that leader works. A leader that hears from
                no majority does not, but its followers cannot see that; it can.

                Here: a leader that has not heard from a majority for an election timeout steps down, and its followers are free
                when another one is over. The guard is Leader#mayGoOn.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(5);
        stage.start();
        stage.offstage("S1 leads. S5 is down.", () -> {
            stage.awaitLeader(1);
            stage.server(5).crash();
            stage.patience(3, 4, 2, 1);
            stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(2));
        });
        stage.say("S1 loses S3 and S4. S2 is the bridge.");
        for (long id = 3; id <= 4; id++) {
            stage.network().cut(1, id);
            stage.network().cut(id, 1);
        }
        Request request = stage.server(1).propose("x=1");
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.expect("S1 cannot commit", request::isPending);
        stage.pass(Stage.ELECTION_TIMEOUT.multipliedBy(2));
        stage.expect(
                "S1 has stepped down within two election timeouts",
                () -> !stage.server(1).isLeader());
        stage.expect("its client knows that it cannot know", request::isUnknown);

        stage.say("Nobody has to be protected any more.");
        stage.passUntil(
                "one that reaches a majority leads",
                () -> stage.server(2).isLeader()
                        || stage.server(3).isLeader()
                        || stage.server(4).isLeader());
        stage.settle();
        stage.show();
        Request again = stage.server(4).propose("x=2");
        stage.settle();
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.expect("the majority works", again::isDone);
    }
}
