package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A new leader lets no read go before it knows what is committed (known bug readindex-before-own-commit). */
public final class ReadIndexBeforeOwnCommit implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-readindex-before-own-commit",
                "Known bug: a new leader reads from its own commit index",
                "D 6.4",
                """
                S1 commits x=1 with the help of S2 and tells its client. Before S2 learns that it is committed, S1 crashes, and S2
                is elected. A client reads x at S2.

                Predict: S2 has the entry. What does it answer, and when?
                """,
                """
                There (etcd 7331, TiKV 9208): etcd's new leader noted its commit index, had a majority confirm that it leads,
                and served the read. Its commit index was behind that of its predecessor, and the client did not see a write
                that another client had been told of.

                Why: a new leader has all committed entries, but does not know which of them are committed until it has committed
                one of its own term (P 8). That it leads is not enough.

                Here: reads wait until then, also under a lease. The guard is Leader#hasCommittedInItsTerm.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("S2 gets the entry of x=1, but not the news that it is committed.");
        stage.network().hold(1, 2);
        stage.network().cut(1, 3);
        Request write = stage.server(1).propose("x=1");
        stage.network().deliver(1, 2);
        stage.settle();
        stage.expect("the client of S1 was told", write::isDone);
        stage.server(1).crash();
        stage.network().dropAll();
        stage.network().release();

        stage.say("S2 is elected. Its first entry is slow.");
        stage.network().hold(AppendEntries.class);
        stage.passUntil("S2 leads", stage.server(2)::isLeader);
        Request read = stage.server(2).read("x");
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.show();
        stage.expectEqual(
                "what S2 has for x, as it does not know better",
                "",
                stage.server(2).value("x"));
        stage.expect("the read waits", read::isPending);

        stage.say("The entry arrives, and its acknowledgement.");
        stage.network().release();
        stage.passUntil("the read is answered", read::isDone);
        stage.expectEqual("the answer", "x=1", read.told());
    }
}
