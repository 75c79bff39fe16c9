package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.ForwardedReadResponse;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** The answer to one attempt of a read never serves another attempt (known bug readindex-retry-reused). */
public final class ReadIndexRetryReused implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-readindex-retry-reused", "Known bug: the answer to an earlier try of a read", "D 6.4", """
                A client reads at S3. S3 asks S1, the leader, whose answer is slow; then S1 is suspended, and S2 elected. S3 asks
                S2, and only then does S1's answer arrive.

                Predict: may S3 serve its readers by what S1 said?
                """, """
                There (etcd 20418): etcd asked again under the same id, and took the first answer that came under it, whoever
                gave it, and for whatever try. Readers who had joined since were served from the index of a leader that had been
                deposed before they came: stale reads, found in 2025 by pausing processes.

                Why: an answer confirms what was so when its question was asked. The id named the reads, not the question.

                Here: every attempt has an id of its own, so an answer to one that was given up finds nobody. The guards are
                PendingReads#grant at the server that asks and ReadRounds at the leader, where a round takes no reads that came
                after it had begun.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        Network network = stage.network();
        stage.offstage("S1 leads, and x is 1.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        stage.say("S3 asks S1 for a client. The answer is slow.");
        network.hold(ForwardedReadResponse.class);
        Request read = stage.server(3).read("x");
        stage.settle();
        stage.expectEqual(
                "how many answers of S1 are on their way", 1, network.held().size());

        stage.say("S1 is suspended, S2 elected, and x becomes 2.");
        stage.server(1).suspend();
        stage.awaitLeader(2);
        Request write = stage.server(2).propose("x=2");
        stage.passUntil("x=2 is done", write::isDone);

        stage.say("Now the answer of S1 arrives. S3 has asked S2 meanwhile.");
        network.deliver(1, 3);
        stage.expect("it serves nobody", read::isPending);
        network.release();
        stage.passUntil("the read is answered", read::isDone);
        stage.expectEqual("the answer", "x=2", read.told());
    }
}
