package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** After a restart a server serves nothing older than it had served before (known bug commit-index-lost-at-restart). */
public final class CommitIndexLostAtRestart implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-commit-index-lost-at-restart",
                "Known bug: a single server forgets what it had committed",
                "D 6.4",
                """
                A cluster of one server. A client writes x=2 and is told of it; then the server loses its power. The log has the
                entry, but the commit index is nowhere on the disk: Raft does not need it there.

                Predict: who could be asked how far the log is committed? What does a client read that comes at once?
                """,
                """
                There (etcd-io/raft 105): a single server answered clients as soon as it had written an entry, before it wrote
                that it was committed. After a restart it believed that its older commit index was all, and served that: clients
                saw the state go back.

                Why: a leader of one seems to need nobody's confirmation. But its commit index is as unknown after a restart as
                that of any new leader.

                Here: one server follows the rules of many: it becomes a candidate, then a leader, and serves reads only when
                an entry of the new term is committed, and all that comes before it with it. Its disk was busy, so that took a
                while. The guard is Leader#hasCommittedInItsTerm.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(1);
        stage.start();
        stage.offstage("S1 leads, and x is 1.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
        });
        Request write = stage.server(1).propose("x=2");
        stage.expect("the client was told that x is 2", write::isDone);

        stage.say("The power fails, and comes back. The disk is busy.");
        stage.server(1).crash();
        stage.server(1).start();
        stage.server(1).holdDisk();
        Request read = stage.server(1).read("x");
        stage.pass(Duration.ofSeconds(2));
        stage.show();
        stage.expectEqual("what S1 has for x", "", stage.server(1).value("x"));
        stage.expect("the read waits", read::isPending);

        stage.server(1).goOn();
        stage.passUntil("the read is answered", read::isDone);
        stage.expectEqual("the answer", "x=2", read.told());
    }
}
