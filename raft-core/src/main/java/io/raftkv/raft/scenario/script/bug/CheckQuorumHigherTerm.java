package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A server that comes back with a higher term is not left out for ever (known bug check-quorum-higher-term). */
public final class CheckQuorumHigherTerm implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-check-quorum-higher-term",
                "Known bug: a server of a higher term is left out",
                "D 6.2, 4.2.3",
                """
                S1 leads term 1, and S2 follows. S3 comes back from an election that it lost with its links: it is in term 7.
                For S3, what S1 says is of the past; for S1 and S2, S3 wants to disturb a leader that works.

                Predict: S3 refuses S1's entries, and S2 refuses S3 its vote. How does S3 get back?
                """,
                """
                There (etcd 5451 and 5468): with check-quorum, etcd ignored votes that were asked for while a leader was heard
                from, and messages of lower terms as well. S3 heard nothing that it believed and said nothing that was believed;
                it stayed out, and a cluster that lost one more server was down.

                Why: two rules, each right by itself, silenced both directions. Somebody has to learn the higher term.

                Here: a request of a lower term is never dropped but answered with the higher one. S1 learned from it, stepped
                down, and a term began that all three are in: a short disturbance, once. The guard is Raft#answerStale.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.server(1).start();
        stage.server(2).start();
        stage.offstage("S1 leads term 1.", () -> stage.awaitLeader(1));

        stage.say("S3 is back, in term 7.");
        stage.server(3).haveLog(7);
        stage.server(3).start();
        stage.show();
        stage.passUntil("S1 is a follower", () -> stage.server(1).raft().role() == RoleName.FOLLOWER);
        stage.expect(
                "S1 has learnt the term of S3", () -> stage.server(1).raft().currentTerm() >= 7);

        stage.say("Those with the longer logs find a leader for all three.");
        stage.passUntil(
                "S1 or S2 leads",
                () -> stage.server(1).isLeader() || stage.server(2).isLeader());
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.show();
        stage.expectLog(3, stage.server(1).view().cells());
        stage.expect(
                "S3 follows whom the others follow",
                () -> stage.server(3).raft().leader() != 0
                        && stage.server(3).raft().leader()
                                == stage.server(2).raft().leader());
    }
}
