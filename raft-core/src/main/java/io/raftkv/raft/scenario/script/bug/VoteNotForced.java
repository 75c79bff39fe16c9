package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A vote leaves only when it cannot be forgotten any more (known bug vote-not-forced). */
public final class VoteNotForced implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-vote-not-forced",
                "Known bug: a vote that can be forgotten",
                "P 5.2 and Figure 2, persistent state",
                """
                S1 asks S3 for its vote; S2 is away. S3 gives it, but its disk is busy, and then the power fails. When it comes
                back, S2 is back, too, cannot see S1, and asks S3 for its vote in the same term.

                Predict: S3 knows nothing of the vote that it had given. Can S1 and S2 both win?
                """,
                """
                There (LogCabin's notes): several implementations sent the vote first and wrote it then, or wrote it without
                forcing it. A server that lost its power forgot the vote and gave another one: two leaders in one term.

                Why: an answer is a promise, and what promises must be on the disk before it can be believed. The same holds for
                the candidate's vote for itself.

                Here: the core hands out votes only as messages that leave when all that was written before is durable. S3 had
                decided, but nobody had heard of it; so it was free to decide anew. The guards are Raft#onRequestVote, which
                answers by Effects#messagesWhenDurable, and LogWriter, which keeps its order.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.patience(1, 2, 3);
        stage.server(1).start();
        stage.server(3).start();
        stage.say("The disk of S3 is busy.");
        stage.server(3).holdDisk();
        stage.passUntil("S1 stands for election", () -> stage.server(1).raft().role() == RoleName.CANDIDATE);
        stage.settle();
        stage.show();
        stage.expect(
                "S3 has decided to vote for S1", () -> stage.server(3).raft().votedFor() == 1);
        stage.expect("but S1 has not heard of it", () -> stage.server(1).raft().role() == RoleName.CANDIDATE);

        stage.say("S3 loses its power. When it comes back, it sees S2, and nobody sees S1.");
        stage.server(3).crash();
        stage.server(2).start();
        stage.server(3).start();
        stage.network().isolate(1L);
        stage.expect(
                "S3 has forgotten its decision", () -> stage.server(3).raft().votedFor() == 0);
        stage.awaitLeader(2);
        stage.show();
        stage.expect("S2 leads term 1", () -> stage.server(2).raft().currentTerm() == 1);
        stage.expect("so S3 voted for it", () -> stage.server(3).raft().votedFor() == 2);
        stage.expect("S1 never led term 1", () -> !stage.server(1).isLeader());
    }
}
