package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** The same request in three worlds: what becomes of it, and what the client can know (P 5.4, 8). */
public final class LeaderCrashesBeforeDuringAfterCommit implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "leader-crashes-before-during-after-commit",
                "Leader crashes before, during, after commit",
                "P 5.4, 8",
                """
                Three worlds. In each of them S1 leads, a client of it has 1 added to n, and S1 crashes: before anybody else has the
                entry; when a majority has it, but S1 does not know that yet; and when S1 has committed it and has answered.

                Predict for each: what is n in the end? What does the client know? May it just try again?
                """,
                """
                Before: the entry was on the disk of S1 alone. The new leader did not have it, and when S1 came back it had to
                delete it. n is 0.

                During: the entry was on S2 as well. Nobody had told the client or S2 that it was committed, but S2 could only be
                elected because it had it, and committed it together with the entry that opened its own term. n is 1.

                After: the client had its answer, and what it was told is kept: n is 1.

                In the first two worlds the client heard the same, nothing, and n is not the same. It cannot know, and neither can
                anybody tell it. If it tries again it may have added 1 twice; if it does not it may not have added anything.
                Raft alone does not solve that; sessions do: see duplicate-request-after-a-time-out.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("The first world: S1 crashes before anybody else has the entry.");
        lead(stage);
        stage.network().hold(AppendEntries.class);
        Request before = stage.server(1).propose("n+=1");
        stage.expect(
                "the entry is in the log of S1",
                () -> stage.server(1).raft().log().lastIndex() == 2);
        crashAndElectS2(stage);
        stage.expect("the client has heard nothing", before::isPending);
        stage.say("S1 comes back.");
        stage.server(1).start();
        stage.pass(Stage.ELECTION_TIMEOUT);
        stage.show();
        stage.expect("n is nothing", () -> stage.server(1).value("n").isEmpty());

        Stage second = stage.another();
        second.say("The second world: S1 crashes when S2 has the entry, before S2's answer arrives.");
        lead(second);
        second.network().hold(2, 1);
        second.network().hold(1, 3);
        Request during = second.server(1).propose("n+=1");
        second.settle();
        crashAndElectS2(second);
        second.expect("the client has heard nothing", during::isPending);
        second.expect("n is 1", () -> second.server(2).value("n").equals("1"));

        Stage third = stage.another();
        third.say("The third world: S1 crashes just after it has answered.");
        lead(third);
        third.network().hold(1, 3);
        Request after = third.server(1).propose("n+=1");
        third.passUntil("the client has its answer", after::isDone);
        third.expect(
                "S2 does not know that the entry is committed",
                () -> third.server(2).raft().log().commitIndex() == 1);
        crashAndElectS2(third);
        third.expect("the client knows that n is 1", () -> after.told().equals("n=1"));
        third.expect("n is 1", () -> third.server(3).value("n").equals("1"));
    }

    private static void lead(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
    }

    private static void crashAndElectS2(Stage stage) {
        stage.server(1).crash();
        stage.network().dropAll();
        stage.network().release();
        stage.offstage("S2 is elected.", () -> stage.passUntil("S2 leads", stage.server(2)::isLeader));
        stage.settle();
        stage.show();
    }
}
