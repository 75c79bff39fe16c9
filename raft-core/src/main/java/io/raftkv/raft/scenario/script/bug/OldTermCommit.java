package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** An entry of an earlier term that is on a majority is not committed by that (known bug old-term-commit). */
public final class OldTermCommit implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-old-term-commit",
                "Known bug: committing entries of earlier terms",
                "P 5.4.2 and Figure 8",
                """
                S1 leads term 4. An entry that it wrote in term 2, before it crashed, is on three servers of five by now. S5,
                which is away, has an entry of term 3 in its place.

                Predict: may S1 tell its client that the entry is committed?
                """,
                """
                There (LogCabin 44): LogCabin, written by the author of Raft himself, committed entries of earlier terms as soon
                as a majority had stored them.

                Why: a majority of copies keeps nobody from being elected whose last entry is of a later term than they are. S5
                won and replaced the entry, just as it did now; a client that had been told of success would have lost its write.

                Here: a leader counts copies of entries of its own term only, and what comes before is committed together with
                them. The guard is Leader#advanceCommitIndex.
                """);
    }

    @Override
    public void play(Stage stage) {
        // One entry a message, so that an entry of an earlier term can arrive without one of the current term.
        stage.cast(5, config -> config.withWindows(new RaftConfig.Windows(1, 8, 1 << 20, 1 << 20, 1 << 20)));
        stage.patience(1, 5, 2, 3, 4);
        stage.server(1).haveLog(3, 1, 2);
        stage.server(2).haveLog(3, 1, 2);
        stage.server(3).haveLog(3, 1);
        stage.server(4).haveLog(3, 1);
        stage.server(5).haveLog(4, 1, 3);
        Network network = stage.network();
        network.hold(AppendEntries.class);
        for (long id = 1; id <= 4; id++) {
            stage.server(id).start();
        }
        stage.offstage("S1 wins term 4.", () -> {
            stage.passUntil("S1 leads", stage.server(1)::isLeader);
            stage.settle();
        });

        stage.say("S3 gets the entry of term 2, and a heartbeat tells S1 that S2 has it, too.");
        network.deliver(1, 3);
        stage.settle();
        network.deliver(1, 3);
        stage.settle();
        network.drop(1, 2);
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        network.deliver(1, 2);
        stage.settle();
        stage.show();
        stage.expect(
                "S1 knows that a majority has the entry of term 2, and has committed nothing",
                () -> stage.server(1).raft().log().commitIndex() == 0);

        stage.say("S1 crashes, and S5 is back.");
        stage.server(1).crash();
        network.dropAll();
        network.release();
        stage.server(5).start();
        stage.awaitLeader(5);
        stage.show();
        stage.expectLog(2, "1:1 3:2 5:3");
        stage.expectEqual("what S2 has applied to x", "2t3", stage.server(2).value("x"));
    }
}
