package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** Why a lock needs the revision as a token. */
public final class LostLeaseHolderFencingToken implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("lost-lease-holder-fencing-token", "Lost lease holder, fencing token", "-", """
                Client A takes a lock, to write to a printer that only one client may use at a time. The lock is held under a lease:
                who does not renew it loses it. A stands still for a while, as processes do. Its lease ends, and B takes the lock.

                Then A goes on where it stopped. The servers have made no mistake: the log says clearly who holds the lock.

                Predict: what keeps A from using the printer? Who could refuse it?
                """, """
                Nothing kept A from it. That A holds the lock was true when A looked, and no lock service can stop a client between
                looking and acting, however short the time. The simple printer printed a line of A in the middle of B's.

                The careful printer asked for the revision at which the lock was taken. It grows with every write, so B's is higher
                than A's, and a printer that has seen B's refuses A's from then on. That is a fencing token: the thing that is
                protected must check it. A lock that is only asked is a hint that makes conflicts rare, no more.
                """);
    }

    /** Prints what it gets. */
    private static final class SimplePrinter {
        private final StringBuilder paper = new StringBuilder();

        void print(String line) {
            paper.append(line).append(' ');
        }
    }

    /** Prints only for whoever took the lock last, as far as it has heard. */
    private static final class CarefulPrinter {
        private final StringBuilder paper = new StringBuilder();
        private long highestToken;

        boolean print(String line, long token) {
            if (token < highestToken) {
                return false;
            }
            highestToken = token;
            paper.append(line).append(' ');
            return true;
        }
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("A takes the lock.");
        Request lockOfA = stage.server(1).propose("lock?=A");
        stage.settle();
        stage.say("A stands still. Its lease ends, and the servers delete the lock; B takes it.");
        stage.server(1).propose("lock-");
        stage.settle();
        Request lockOfB = stage.server(2).propose("lock?=B");
        stage.settle();
        stage.expect("B holds the lock", () -> stage.server(1).value("lock").equals("B"));
        long tokenOfA = token(lockOfA);
        long tokenOfB = token(lockOfB);
        stage.expect(
                "the revision of B's lock, " + tokenOfB + ", is higher than that of A's, " + tokenOfA,
                () -> tokenOfB > tokenOfA);

        stage.say("B prints, A goes on and prints as well, and B prints again. First on a simple printer.");
        var simple = new SimplePrinter();
        simple.print("B1");
        simple.print("A1");
        simple.print("B2");
        stage.expect(
                "it prints " + simple.paper.toString().strip(),
                () -> simple.paper.toString().equals("B1 A1 B2 "));

        stage.say("Then on one that wants to see the revision of the lock.");
        var careful = new CarefulPrinter();
        stage.expect("it takes B1 with " + tokenOfB, () -> careful.print("B1", tokenOfB));
        stage.expect("it refuses A1 with " + tokenOfA, () -> !careful.print("A1", tokenOfA));
        stage.expect("it takes B2 with " + tokenOfB, () -> careful.print("B2", tokenOfB));
        stage.expect(
                "it prints " + careful.paper.toString().strip(),
                () -> careful.paper.toString().equals("B1 B2 "));
    }

    /** The revision with which a lock was taken, as the answer says at its end. */
    private static long token(Request lock) {
        String told = lock.told();
        return Long.parseLong(told.substring(told.lastIndexOf(' ') + 1));
    }
}
