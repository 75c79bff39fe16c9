package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.util.stream.LongStream;

/** An entry of an earlier term on a majority is not committed until one of the current term is (P Figure 8). */
public final class Figure8UnsafeAndSafe implements Scenario {

    /** The entry that the figure is about: the one of term 2 at index 2. */
    private static final LogPosition ENTRY = new LogPosition(2, 2);

    @Override
    public Lesson lesson() {
        return new Lesson("figure-8-unsafe-and-safe", "Figure 8, unsafe and safe", "P 5.4.2", """
                The paper's Figure 8, from (a) to (e). Leaders crash one after the other, until an entry of term 2 is on three
                servers of five, while S1 leads term 4.

                Predict: three of five are a majority. Is the entry committed? Then S1 crashes: can S5 win, which has never had
                the entry?
                """, """
                In the first world S1 crashed just after the entry of term 2 had reached a majority, and S5 won all the same: its
                last entry is of term 3, and that is later than term 2. It made the others delete the entry. Whoever had counted
                three copies and called it committed would have lost a committed entry. So a leader counts copies only of
                entries of its own term (P Figure 2, rules for leaders: log[N].term == currentTerm).

                In the second world S1 had also put an entry of its own term 4 on a majority. With it the entry of term 2 was
                committed, by the Log Matching Property, and it was safe: S2 and S3 now end in term 4, and refuse S5.

                That is one of the reasons why a leader opens its term with an entry: it need not wait for a client to learn what
                is committed.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("The first world.");
        untilC(stage);
        stage.say("(d) S1 crashes, and S5 is back. Its last entry is of term 3: who votes for it?");
        crashS1AndBringBackS5(stage);
        stage.offstage("S5 learns the term, and asks for votes in the next one.", () -> letWin(stage, 5));
        stage.show();
        stage.settle();
        stage.show();
        stage.expect("the entry of term 2 is gone, though a majority had it", () -> copies(stage) == 0);

        Stage other = stage.another();
        other.offstage("The second world. (a) to (c) happen as before.", () -> untilC(other));
        other.say("(e) Before S1 crashes, its entry of term 4 arrives as well.");
        other.network().release();
        other.settle();
        other.show();
        other.expect("S1 has committed both", () -> other.server(1).raft().log().commitIndex() == 3);
        other.say("S1 crashes, and S5 is back. It learns the term, and asks whether it would be elected.");
        crashS1AndBringBackS5(other);
        other.offstage("S2, S3 and S4 say no.", () -> {
            letOnlyS1AndS5Win(other);
            other.passUntil(
                    "S5 asks in term 4",
                    () -> other.server(5).raft().role() == RoleName.PRE_CANDIDATE
                            && other.server(5).raft().currentTerm() == 4);
            other.pass(Stage.HEARTBEAT_INTERVAL);
            other.network().heal();
        });
        other.expect("S5 is not elected", () -> !other.server(5).isLeader());
        other.offstage(
                "Somebody else is.",
                () -> other.passUntil(
                        "S2, S3 or S4 leads",
                        () -> other.server(2).isLeader()
                                || other.server(3).isLeader()
                                || other.server(4).isLeader()));
        other.settle();
        other.show();
        other.expect("the entry of term 2 is everywhere", () -> copies(other) == 4);
    }

    /** Plays (a) to (c): the entry is on S1, S2 and S3, and S1 leads term 4. */
    private static void untilC(Stage stage) {
        // One entry a message, so that an entry of an earlier term can arrive without one of the current term.
        stage.cast(5, config -> config.withWindows(new RaftConfig.Windows(1, 8, 1 << 20, 1 << 20, 1 << 20)));
        stage.patience(5, 1, 2, 3, 4);
        stage.start();
        Network network = stage.network();
        stage.offstage("S5 leads term 1, hands over to S1, and S1 leads term 2.", () -> {
            stage.awaitLeader(5);
            network.hold(AppendEntries.class);
            stage.server(5).transferTo(1);
            stage.passUntil("S1 leads", stage.server(1)::isLeader);
            stage.settle();
        });
        stage.say("(a) The first entry of S1 reaches S2. What S1 sends to the others is lost.");
        network.deliver(1, 2);
        stage.settle();
        network.dropAll();

        stage.say("(b) S1 crashes.");
        stage.server(1).crash();
        stage.offstage(
                "S5 wins term 3 with the votes of S3 and S4, and appends an entry of its own.",
                () -> stage.passUntil("S5 leads", stage.server(5)::isLeader));
        stage.show();
        stage.say("S5 crashes before it can send its entry.");
        stage.server(5).crash();
        network.dropAll();

        stage.say("(c) S1 is back.");
        stage.server(1).start();
        stage.offstage("It learns the term, and wins term 4.", () -> letWin(stage, 1));
        stage.say("It goes on where it was: S3 gets the entry of term 2, too.");
        network.deliver(1, 3);
        stage.settle();
        network.deliver(1, 3);
        stage.settle();
        stage.say("A heartbeat tells S1 that S2 has it as well.");
        network.drop(1, 2);
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        network.deliver(1, 2);
        stage.settle();
        stage.show();
        stage.expect("three of five have the entry of term 2", () -> copies(stage) == 3);
        stage.expect(
                "S1 has not committed it", () -> stage.server(1).raft().log().commitIndex() < 2);
    }

    private static void crashS1AndBringBackS5(Stage stage) {
        stage.server(1).crash();
        stage.network().dropAll();
        stage.network().release();
        stage.server(5).start();
    }

    private static void letWin(Stage stage, long id) {
        letOnlyS1AndS5Win(stage);
        stage.passUntil("S" + id + " leads", stage.server(id)::isLeader);
        stage.network().heal();
    }

    /** S2, S3 and S4 do not hear each other. */
    private static void letOnlyS1AndS5Win(Stage stage) {
        for (long from = 2; from <= 4; from++) {
            for (long to = 2; to <= 4; to++) {
                stage.network().cut(from, to);
            }
        }
    }

    private static long copies(Stage stage) {
        return LongStream.rangeClosed(1, 5)
                .filter(id -> stage.server(id).isRunning())
                .filter(id -> stage.server(id).raft().log().contains(ENTRY))
                .count();
    }
}
