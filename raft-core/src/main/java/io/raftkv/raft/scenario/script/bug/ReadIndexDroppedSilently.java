package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A read that a leader cannot serve is answered or passed on, never forgotten (known bug readindex-dropped-silently). */
public final class ReadIndexDroppedSilently implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-readindex-dropped-silently",
                "Known bug: a leader that is not ready drops reads",
                "D 6.4",
                """
                S2 has just been elected and has committed nothing yet, so it cannot serve reads. A client reads at S2, another
                one at S3. Then the links fail, and S2 loses its leadership before it could commit anything.

                Predict: what becomes of the two reads?
                """,
                """
                There (etcd 11483, restate 2950): etcd's leader dropped reads while it was not ready, and said nothing. The
                servers that had forwarded them waited for an answer until their clients gave up, seconds later.

                Why: not to answer looked safe, as a stale answer would not have been. But somebody was waiting.

                Here: a leader keeps such reads, serves them when it is ready, and refuses them by name when it steps down; the
                server that took them then asks the next leader, and gives up when there is none within the request time-out. The
                guards are ReadRounds#refuseAll and PendingReads#expire.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.patience(2, 1, 3);
        stage.start();
        stage.say("S2 is elected. Its first entry reaches S3, but no acknowledgement comes back.");
        stage.passUntil("S2 leads", stage.server(2)::isLeader);
        stage.network().cut(2, 1);
        stage.network().cut(1, 2);
        stage.network().cut(3, 2);
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        Request read = stage.server(2).read("x");
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.expect("the read waits for S2 to be ready", read::isPending);

        stage.say("S2 steps down, and the links are repaired: somebody else may lead.");
        stage.passUntil("S2 has stepped down", () -> !stage.server(2).isLeader());
        stage.network().heal();
        stage.passUntil("the read is answered", read::isDone);
        stage.show();

        stage.say("Now S2 is alone, and nobody leads whom it could ask.");
        stage.network().isolate(2L);
        Request hopeless = stage.server(2).read("x");
        stage.pass(Duration.ofSeconds(10));
        stage.expect("the client was told that it was not served", hopeless::hasFailed);
    }
}
