package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** A configuration goes with its entry when that is truncated (known bug config-survives-truncation). */
public final class ConfigSurvivesTruncation implements Scenario {

    private static final Configuration ALL_THREE = Configuration.of(1L, 2L, 3L);

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-config-survives-truncation", "Known bug: a configuration outlives its entry", "P 6", """
                S1 leads and is told to remove S3. It uses the new configuration at once, as it must, but is cut off before anybody
                else gets the entry. The others elect S2, whose entries take the place of S1's.

                Predict: which configuration does S1 use when it is back? And after a restart?
                """, """
                There (Camunda 57393, ScyllaDB 30936, canonical/raft 250): the entry was truncated, but the configuration that
                it had brought stayed in force; or two of them were truncated at once, and only the last one was taken back.
                Such a server counts majorities of a cluster that never existed, and two majorities that do not meet can commit
                different entries.

                Why: a server uses the latest configuration in its log, committed or not (P 6). Those who copied it into a variable
                when its entry was appended had to remember to put the former one back.

                Here: the configurations of a log are a list beside it that is truncated with it, in memory and on disk, by index
                and however many there are; the one in force is the last one in the list. The guards are Configurations#truncate
                and LogSummary.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        Server s1 = stage.server(1);
        stage.offstage("S1 leads.", () -> {
            stage.awaitLeader(1);
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        stage.say("S1 is cut off, and told to remove S3.");
        stage.network().isolate(1L);
        Request change = s1.change(new Step.Remove(3));
        stage.expect(
                "S1 uses the joint configuration",
                () -> s1.raft().configuration().isJoint());

        stage.say("The others elect S2 and go on. Then S1 is back.");
        stage.awaitLeader(2);
        stage.server(2).propose("x=1");
        stage.settle();
        stage.expect("the operator knows that the outcome is unknown", change::isUnknown);
        stage.network().heal();
        stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(3));
        stage.show();
        stage.expectLog(1, "1:1 2:2 2:3");
        stage.expectEqual("the configuration of S1", ALL_THREE, s1.raft().configuration());

        stage.say("What is on its disk says the same.");
        s1.crash();
        s1.start();
        stage.expectEqual("the configuration of S1", ALL_THREE, s1.raft().configuration());
    }
}
