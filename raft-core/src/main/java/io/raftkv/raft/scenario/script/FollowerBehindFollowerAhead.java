package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A new leader makes six different logs like its own (P Figure 7). */
public final class FollowerBehindFollowerAhead implements Scenario {

    private static final String LOG_OF_THE_LEADER = "1:1 1:2 1:3 4:4 4:5 5:6 5:7 6:8 6:9 6:10 8:11";

    @Override
    public Lesson lesson() {
        return new Lesson(
                "follower-behind-follower-ahead",
                "Follower behind, follower ahead (Figure 7, a to f)",
                "P 5.3",
                """
                S1 becomes the leader of term 8, and its six followers are the cases (a) to (f) of the paper's Figure 7, here S2 to
                S7. Two lack entries, two have entries more, and two have both.

                Predict: who votes for S1, and who does not? What happens to the entries of terms 2, 3 and 7? How many messages
                does S7 need, whose log differs in eight entries?
                """,
                """
                S4 and S5 did not vote for S1: their logs are more up-to-date. Their extra entries are on too few servers to be
                committed, or else S1 could not have won.

                The leader assumes at first that everybody has what it has, and says so: prevLogIndex=10, prevLogTerm=6. Whoever
                has no such entry rejects the message, and the leader moves back. In the paper it does so one entry at a time;
                here the answer carries a hint, the highest position that may still agree. S7 said: entry 11, of term 3. The
                leader has nothing of terms 2 and 3, and went back to entry 3 at once: one rejection was enough.

                When a message is accepted, the logs agree up to there, and what conflicts behind it is deleted: terms 2 and 3 on
                S7, the second half of term 4 on S6, term 7 on S5. The leader itself never deletes or changes an entry.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(7);
        stage.patience(1, 2, 3, 4, 5, 6, 7);
        stage.server(1).haveLog(7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
        stage.server(2).haveLog(6, 1, 1, 1, 4, 4, 5, 5, 6, 6);
        stage.server(3).haveLog(4, 1, 1, 1, 4);
        stage.server(4).haveLog(6, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6);
        stage.server(5).haveLog(7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7);
        stage.server(6).haveLog(4, 1, 1, 1, 4, 4, 4, 4);
        stage.server(7).haveLog(3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3);
        stage.start();
        stage.show();
        stage.offstage(
                "S1 loses patience first and asks for votes in term 8.",
                () -> stage.passUntil("S1 leads", stage.server(1)::isLeader));
        stage.show();
        stage.expect("S1 leads term 8", () -> stage.server(1).raft().currentTerm() == 8);

        stage.say("S1 has appended its first entry of term 8, and sends it to everybody.");
        stage.settle();
        stage.show();
        for (long id = 1; id <= 7; id++) {
            stage.expectLog(id, LOG_OF_THE_LEADER);
        }
        stage.expect(
                "S4 and S5 have not voted for S1",
                () -> stage.server(4).raft().votedFor() != 1
                        && stage.server(5).raft().votedFor() != 1);
    }
}
