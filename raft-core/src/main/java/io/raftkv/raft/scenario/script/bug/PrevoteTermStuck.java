package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** A server of a higher term and one with a longer log do not refuse each other for ever (known bug prevote-term-stuck). */
public final class PrevoteTermStuck implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-prevote-term-stuck",
                "Known bug: pre-vote never carries the higher term across",
                "D 9.6",
                """
                Two servers of three are left. S1 has the longer log, and S2 has seen a higher term, in an election that nobody
                won. Each needs the other.

                Predict: S1 asks in term 2 whether it would be elected, S2 in term 5. Who says yes to whom?
                """,
                """
                There (etcd 8243 and 8501, openraft 1796, canonical/raft 279): with pre-vote, etcd and others refused S1 because
                its term was low, and S2 because its log was short. Both asked again, for ever, and the cluster had no leader
                though a majority was up.

                Why: without pre-vote, S1 would have learnt the higher term from the first refusal of a vote. Pre-vote starts no
                term, and so it had been made to touch none either: the refusal did not say which term it was, or nobody looked.

                Here: a request of an earlier term is answered with the current one, pre-vote or not, and a higher term is adopted
                from whatever message brings it. S1 stood again in term 5, and won. The guard is Raft#answerStale.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.patience(1, 2, 3);
        stage.server(1).haveLog(2, 1, 2, 2);
        stage.server(2).haveLog(5, 1, 2);
        stage.server(1).start();
        stage.server(2).start();
        stage.show();

        stage.say("S1 asks first, in a term that is over.");
        stage.passUntil("S1 has learnt the term", () -> stage.server(1).raft().currentTerm() == 5);
        stage.expect("S2 has not asked yet", () -> stage.server(2).raft().role() == RoleName.FOLLOWER);
        stage.expect(
                "nobody leads yet",
                () -> !stage.server(1).isLeader() && !stage.server(2).isLeader());

        stage.say("Now both are in term 5, and only the logs decide.");
        stage.awaitLeader(1);
        stage.show();
        stage.expectEqual("the term of S1", 6L, stage.server(1).raft().currentTerm());
        stage.expectLog(2, "1:1 2:2 2:3 6:4");
    }
}
