package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** Without the forced vote two leaders share a term (P 5.2). Negative control. */
public final class VoteSurvivesACrash implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("vote-survives-a-crash", "Vote survives a crash", "P 5.2", """
                S1 and S2 do not hear each other. S3 votes for S1, which leads term 1. Then S3 loses its power and starts again,
                S1 is cut off, and S2 asks S3 for its vote.

                This happens in two worlds. In the second one S3 has a disk that says "written" and forgets: many disks do when
                nobody tells them to force.

                Predict for each: does S3 remember that it has voted? In which term can S2 lead?
                """, """
                A server that answers "you have my vote" must know that for ever. So term and vote were on the disk of S3 before its
                answer left. After the crash it found both there, and told S2 of term 1. Somebody led term 2, in which nobody had
                voted yet, and two leaders in two terms do no harm.

                In the second world the disk had lost the vote, though it had said that it was written. S3 was in term 0, free to
                vote in term 1 once more: S1 and S2 led the same term, each with a majority, the vote of S3 counted twice. From
                here on nothing in Raft holds any more: two different entries can have the same index and term.

                No program can make up for a disk that lies. What it can do is to force at every place where it must, and to find
                out that somebody forgot one: that is what the simulated disk is for.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("The first world: the disk of S3 keeps what it says it keeps.");
        stage.cast(3);
        stage.start();
        voteCrashAndStart(stage);
        stage.expect(
                "S3 remembers its vote for S1",
                () -> stage.server(3).raft().currentTerm() == 1
                        && stage.server(3).raft().votedFor() == 1);
        stage.say("S2 loses patience, and hears of term 1 from S3. Sooner or later one of the two leads another term.");
        stage.passUntil(
                "S2 or S3 leads",
                () -> stage.server(2).isLeader() || stage.server(3).isLeader());
        stage.expect("it is term 2", () -> stage.server(3).raft().currentTerm() == 2);

        Stage other = stage.another();
        other.say("The second world: the disk of S3 forgets what it says it keeps.");
        other.letGoWrong("Election Safety");
        other.cast(3);
        other.start();
        other.server(3).disk().lieAboutForce();
        voteCrashAndStart(other);
        other.expect(
                "S3 does not know that it has voted",
                () -> other.server(3).raft().currentTerm() == 0);
        other.say("S2 loses patience.");
        other.passUntil("S2 leads", other.server(2)::isLeader);
        other.show();
        other.expect(
                "S1 and S2 both lead term 1",
                () -> other.server(1).isLeader()
                        && other.server(1).raft().currentTerm() == 1
                        && other.server(2).raft().currentTerm() == 1);
    }

    private static void voteCrashAndStart(Stage stage) {
        stage.network().cut(1, 2);
        stage.network().cut(2, 1);
        stage.network().hold(AppendEntries.class);
        stage.offstage(
                "S1 loses patience, asks S3, and leads.", () -> stage.passUntil("S1 leads", stage.server(1)::isLeader));
        stage.network().isolate(1L);
        stage.network().dropAll();
        stage.network().release();
        stage.server(3).crash();
        stage.server(3).start();
        stage.show();
    }
}
