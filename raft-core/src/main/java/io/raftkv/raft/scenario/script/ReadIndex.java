package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.util.List;

/** Reads without the log: an entry of the term first, then one round for many reads (D 6.4). */
public final class ReadIndex implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("readindex", "ReadIndex", "D 6.4", """
                S1 has just been elected, and a client wants to read. Later three clients read at the same time, and at last one
                reads at a follower.

                Predict: what must a new leader wait for before it may answer? How many rounds of heartbeats do three reads
                cost? Does a read write anything into the log?
                """, """
                A new leader has all committed entries, but it does not know which of them are committed, until an entry of its own
                term is: the entry that opened the term. Only then may it take its commit index for the latest.

                For a read it notes its commit index and has a majority confirm that it still leads: heartbeats that carry the
                number of a round. When it has applied the noted index, it answers from its state machine. Nothing is written.

                The first of three reads began a round at once. The others came when that round was under way, and a
                confirmation counts only for reads that were there before it was asked for: so they shared the next one. However
                many clients read, there are never more than one round under way and one that waits.

                A follower asks its leader for the index, waits until it has applied as much, and answers itself.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.network().hold(AppendEntries.class);
        stage.offstage(
                "S1 is elected. Its first entry is slow to arrive.",
                () -> stage.passUntil("S1 leads", stage.server(1)::isLeader));
        Request first = stage.server(1).read("x");
        stage.expect("the read has to wait", first::isPending);
        stage.say("The entry arrives. When it is committed, the read may have its round.");
        stage.network().release();
        stage.passUntil("the client has its answer", first::isDone);
        stage.settle();

        stage.say("Three clients read at the same time.");
        long lastIndex = stage.server(1).raft().log().lastIndex();
        var reads = List.of(
                stage.server(1).read("x"),
                stage.server(1).read("y"),
                stage.server(1).read("z"));
        stage.passUntil("the first client has its answer", reads.get(0)::isDone);
        stage.expect(
                "the others wait for the next round",
                () -> reads.get(1).isPending() && reads.get(2).isPending());
        stage.settle();
        stage.expect("all have their answers", () -> reads.stream().allMatch(Request::isDone));
        stage.expect("nothing was appended", () -> stage.server(1).raft().log().lastIndex() == lastIndex);

        stage.say("A client reads at S3, which follows.");
        Request atFollower = stage.server(3).read("x");
        stage.settle();
        stage.expect("it has its answer", atFollower::isDone);
    }
}
