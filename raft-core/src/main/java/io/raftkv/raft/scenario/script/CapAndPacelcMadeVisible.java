package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** The same reads under a partition and without one: consistent, available, fast; not all of them at once. */
public final class CapAndPacelcMadeVisible implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("cap-and-pacelc-made-visible", "CAP and PACELC made visible", "-", """
                Two ways to read: linearizable, which sees everything that was done before, and serializable, which takes what the
                server has. Each of them is tried at S3, which follows, and while S3 is cut off from the others.

                Predict for each: is there an answer? Is it the latest? What does it cost when nothing is wrong?
                """, """
                Without a partition both reads were right. The linearizable one cost a round trip to the leader and one from the
                leader to a majority; the serializable one cost nothing. That is the E of PACELC: else, when there is no
                partition, one pays with latency for consistency.

                Under the partition the linearizable read at S3 had no answer: S3 could not know what the others had done meanwhile,
                and they had set x to 2. The serializable read had one, and it was stale. At S1, on the side of the majority, both went
                on. That is CAP: during a partition (P) whoever is cut off is consistent or available, not both.

                Raft chooses consistency. How much of it a client needs, it may say with each read.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads, and x is 1.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.settle();
        });
        Server follower = stage.server(3);
        stage.say("Nothing is wrong. A client of S3 reads, serializable.");
        String quick = follower.readHere("x");
        stage.expect("it reads 1, at once", () -> quick.equals("1"));
        stage.say("It reads, linearizable.");
        Duration begin = stage.now();
        Request slow = follower.read("x");
        stage.passUntil("it has its answer", slow::isDone);
        Duration latency = stage.now().minus(begin);
        stage.expect(
                "it reads 1, after more than two times the way to the leader",
                () -> slow.told().equals("x=1") && latency.compareTo(Duration.ofMillis(1)) > 0);
        stage.settle();

        stage.say("S3 is cut off, and x is set to 2.");
        stage.network().isolate(3L);
        Request write = stage.server(1).propose("x=2");
        stage.settle();
        stage.expect("the majority is available for writes", write::isDone);
        String stale = follower.readHere("x");
        stage.expect("S3 is available for serializable reads, and stale", () -> stale.equals("1"));
        Request unavailable = follower.read("x");
        Request available = stage.server(1).read("x");
        stage.settle();
        stage.expect(
                "the majority is available for linearizable reads",
                () -> available.told().equals("x=2"));
        stage.offstage("The client of S3 waits.", () -> stage.passUntil("the client gives up", unavailable::hasFailed));
        stage.expect("S3 is not available for linearizable reads", () -> !unavailable.isDone());

        stage.say("The partition ends.");
        stage.network().heal();
        stage.pass(Duration.ofMillis(300));
        Request after = follower.read("x");
        stage.settle();
        stage.expect("S3 reads 2", () -> after.told().equals("x=2"));
    }
}
