package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** A server that has lost what it promised does not come back as if it knew nothing (known bug wiped-voter). */
public final class WipedVoter implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-wiped-voter",
                "Known bug: a voter that has forgotten everything",
                "P Figure 2, persistent state",
                """
                S1 and S2 commit x=1 while S3 is down. Then S2's log is deleted by mistake, and S2 is started again; S3 is back
                as well, and S1 cannot be reached.

                Predict: S2 and S3 are a majority, and neither has the entry. What should S2 do?
                """,
                """
                There (NuRaft 185): a server that had lost its log, or its snapshot, came back under its old identity with what
                was left, and voted. Together with one that had never had the entry it elected a leader without it, and a
                committed entry was rolled back.

                Why: Raft's majorities meet in a server that remembers. One that forgets is not a server that failed; it is one that
                breaks its word.

                Here: a directory that has ever been used says so, and a server whose vote or log is missing does not start, but
                says what is missing and what to do: remove the member and add a new one, which has no vote until it knows what it
                votes about. The guards are DataDirectory#prepare and LogFiles#deleteForgotten. A directory that is gone altogether
                tells nothing any more: an operator must not start a known member with an empty one.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        Server s2 = stage.server(2);
        stage.offstage("S1 leads. S3 is down.", () -> {
            stage.awaitLeader(1);
            stage.server(3).crash();
        });
        Request write = stage.server(1).propose("x=1");
        stage.passUntil("x=1 is done", write::isDone);

        stage.say("S2 loses its log, and S1 cannot be reached.");
        s2.crash();
        s2.disk().list("log").forEach(name -> s2.disk().delete("log/" + name));
        s2.start();
        stage.expect("S2 does not start", () -> !s2.isRunning());
        stage.server(3).start();
        stage.network().isolate(1L);
        stage.pass(Stage.ELECTION_TIMEOUT.multipliedBy(5));
        stage.expect(
                "S3 is not elected, for nobody votes for it",
                () -> !stage.server(3).isLeader());

        stage.say("S1 can be reached again. S4 takes the place of S2.");
        stage.network().heal();
        stage.passUntil("S1 leads", stage.server(1)::isLeader);
        stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(2));
        stage.castNew(4).start();
        Request replace = stage.server(1).change(new Step.Remove(2), new Step.AddVoter(4, "s4"));
        stage.passUntil("S4 has replaced S2", replace::isDone);
        stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(2));
        stage.show();
        stage.expectEqual("what S4 has for x", "1", stage.server(4).value("x"));
    }
}
