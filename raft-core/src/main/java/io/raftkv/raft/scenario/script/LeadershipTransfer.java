package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A leader hands over: the target catches up, and is told to stand for election at once (D 3.10). */
public final class LeadershipTransfer implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("leadership-transfer", "Leadership transfer", "D 3.10", """
                The machine of S1 is to be rebooted, and S1 leads. It could just stop, and the others would elect somebody within two
                seconds. It can also hand over to S2, which lacks an entry at that moment.

                Predict: what must happen before S2 may stand for election? Will S3, which hears from S1, vote for it? How long is
                there no leader?
                """, """
                S1 took no more commands, so that S2 could catch up, and S2 got what it lacked: without it, it could not have won. Then
                S1 told it to stand for election at once (TimeoutNow). S2 asked nobody first and went into term 2.

                S3 had just heard from S1, and would have protected it; but the request said that the leader itself wanted it, and
                S3 voted. So the cluster was without a leader for about one round trip instead of more than a second.

                The command that came in the meantime waited at S1, and S1 passed it on to the new leader: its client noticed nothing.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads, and x is 1. S2 has not got that entry yet.", () -> {
            stage.awaitLeader(1);
            stage.network().hold(1, 2);
            stage.server(1).propose("x=1");
            stage.settle();
        });
        stage.show();
        stage.say("S1 is to hand over to S2. A client has x set to 2 meanwhile.");
        Request transfer = stage.server(1).transferTo(2);
        Request write = stage.server(1).propose("x=2");
        stage.settle();
        stage.expect(
                "S1 takes no commands",
                () -> write.isPending() && stage.server(1).raft().isHandingOver());

        stage.say("What S1 sends to S2 arrives.");
        stage.network().release();
        stage.passUntil("S2 stands for election", () -> stage.server(2).raft().role() == RoleName.CANDIDATE);
        Duration begin = stage.now();
        stage.passUntil("S2 leads", stage.server(2)::isLeader);
        Duration gap = stage.now().minus(begin);
        stage.expect("S2 leads term 2 less than 5 ms later", () -> gap.toMillis() < 5);

        stage.say("The command that waited goes to the new leader.");
        stage.passUntil("the client has its answer", write::isDone);
        stage.settle();
        stage.show();
        stage.expect("the operator knows that S2 leads", transfer::isDone);
        stage.expect("x is 2", () -> stage.server(1).value("x").equals("2"));
    }
}
