package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import io.raftkv.raft.sim.SimulatedDisk;
import java.time.Duration;

/** What recovery may drop, and what it must never. */
public final class TornLogTailAgainstADamagedMiddle implements Scenario {

    /** Longer than a sector, so that a part of it can be written. */
    private static final String LARGE_VALUE = "A".repeat(1500);

    private static final int BYTE_OF_THE_SECOND_ENTRY = 200;

    @Override
    public Lesson lesson() {
        return new Lesson(
                "torn-log-tail-against-a-damaged-middle", "Torn log tail against a damaged middle", "-", """
                S3 loses its power while it writes an entry: the first part of it is on the disk, the rest is not. Later one bit in
                the middle of its log turns over, as happens to disks.

                Both times S3 finds bytes that do not match their checksum when it starts. Predict: may it delete them and go on?
                """, """
                The entry at the end had not been forced, and so S3 had not acknowledged it: nobody relies on it. Recovery dropped what
                was left of it, and S3 got it once more. That happens at every power failure, and it is nobody's business.

                The damaged entry stood before others that were whole. It had been forced and acknowledged, and the leader had counted
                it. Had S3 cut its log there, it would have come back as a server that votes without knowing what it has promised:
                with one more such server a committed entry could be lost. S3 did not start. It named the file and the place, and what
                to do: to rebuild this member from its peers.

                The cluster went on with S1 and S2. One damaged disk of three is what a majority is for.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads, and has had x set to 1 and 2.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.server(1).propose("x=2");
            stage.settle();
        });
        Server torn = stage.server(3);
        stage.say("Now x is set to a large value. S3 is writing it when its power fails.");
        stage.network().hold(3, 1);
        torn.disk().lieAboutForce();
        stage.server(1).propose("x=" + LARGE_VALUE);
        stage.settle();
        torn.crashWhileWriting();
        stage.say("What was left of the answer of S3 is lost, too. S3 starts.");
        stage.network().dropAll();
        stage.network().release();
        torn.disk().repair();
        torn.start();
        stage.expectLog(3, "1:1 1:2 1:3");
        stage.pass(Duration.ofMillis(300));
        stage.show();
        stage.expectLog(3, "1:1 1:2 1:3 1:4");

        stage.say("S3 is stopped, and one bit of its second entry turns over.");
        torn.crash();
        damageSecondEntry(torn.disk());
        torn.start();
        stage.expect("S3 does not start", () -> !torn.isRunning());
        Request write = stage.server(1).propose("x=3");
        stage.settle();
        stage.expect("the others go on", write::isDone);
    }

    private static void damageSecondEntry(SimulatedDisk disk) {
        String log = disk.paths().stream()
                .filter(path -> path.startsWith("log/"))
                .findFirst()
                .orElseThrow();
        disk.corrupt(log, BYTE_OF_THE_SECOND_ENTRY);
    }
}
