package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** At-least-once turned into exactly-once by sessions (D 6.3). */
public final class DuplicateRequestAfterATimeOut implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "duplicate-request-after-a-time-out", "Duplicate request after a time-out", "D 6.3", """
                A client has 1 added to n. The leader replicates the command and crashes before it can answer. The client hears
                nothing for a while, and tries again at another server.

                In the second world the client has a session: it numbers its requests, and says the same number when it tries again.

                Predict: what is n in each of them?
                """, """
                The entry of the first try was on a majority, and the new leader committed it. The client could not know that, and
                its second try was a command like any other: n was 2, though 1 was to be added once.

                With a session the second try was in the log as well, a second entry, committed and applied. But the state machine
                remembered what it had last answered to session c7, and for which number: it did not add again, and gave the
                answer of then. What it remembers is part of the replicated state, so every server decides alike, and it is in
                snapshots, too.

                Raft promises that a command which is in the log is applied everywhere. That it is there only once, in effect, is
                up to the state machine.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("The first world: a client without a session.");
        tryTwice(stage, "n+=1");
        stage.expect("n is 2", () -> stage.server(2).value("n").equals("2"));

        Stage other = stage.another();
        other.say("The second world: the client has session c7, and this is its request number 1.");
        tryTwice(other, "c7#1 n+=1");
        other.expect("n is 1", () -> other.server(2).value("n").equals("1"));
        Request next = other.server(2).propose("c7#2 n+=1");
        other.settle();
        other.expect("its next request is a new one", () -> next.told().equals("n=2"));
    }

    private static void tryTwice(Stage stage, String command) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.network().hold(2, 1);
        stage.network().hold(3, 1);
        Request first = stage.server(1).propose(command);
        stage.settle();
        stage.say("The others have the entry. S1 crashes before their answers arrive.");
        stage.server(1).crash();
        stage.network().dropAll();
        stage.network().release();
        stage.expect("the client has heard nothing", first::isPending);
        stage.offstage("S2 is elected.", () -> stage.awaitLeader(2));
        stage.say("The client tries again.");
        Request second = stage.server(2).propose(command);
        stage.passUntil("the client has its answer", second::isDone);
        stage.settle();
        stage.show();
    }
}
