package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.util.Set;

/** Why a leader changes no members before it has committed an entry of its term (Ongaro on raft-dev, July 2015). */
public final class SingleStepChangeAtTheStartOfATerm implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "single-step-change-at-the-start-of-a-term",
                "Single-step change at the start of a term",
                "D 4.1; raft-dev, July 2015",
                """
                The dissertation's simpler way to change members takes one server at a time, so that old and new majorities always
                overlap. Two years later its author found a hole: two leaders of different terms can each change one server,
                starting from the same four, and their majorities need not overlap.

                First we count such majorities. Then a leader is asked to change members the moment it is elected.

                Predict: what does it say? What does it wait for?
                """,
                """
                Four servers: S1 adds S5 in term 1, and only S1 and S5 have that entry. S2 is elected by S2, S3 and S4, which do not
                know of it, and removes S1, with S2 and S3, two of three. Then S1, S4 and S5 are three of five and elect S1 again:
                a committed change is lost, and with it whatever else was committed.

                The cure is that a leader first commits an entry of its own term. S2 would have needed three of four for that, and
                after that S1 cannot be elected any more: one of its voters would have an entry of a later term. So our leader
                refused the change until then.

                It does so for joint consensus as well, where the hole is not open: the rule costs nothing, for a leader commits its
                opening entry at once anyway.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("Two ways to change four servers by one, and a majority under each.");
        var added = Configuration.of(1L, 2L, 3L, 4L, 5L);
        var removed = Configuration.of(2L, 3L, 4L);
        stage.expect("S1, S4 and S5 are a majority of the five", () -> added.isMajority(Set.of(1L, 4L, 5L)::contains));
        stage.expect("S2 and S3 are a majority of the three", () -> removed.isMajority(Set.of(2L, 3L)::contains));
        stage.say("They have nobody in common.");

        stage.cast(4);
        stage.castNew(5);
        stage.start();
        stage.network().hold(AppendEntries.class);
        stage.offstage(
                "S1 is elected. Its first entry is slow to arrive.",
                () -> stage.passUntil("S1 leads", stage.server(1)::isLeader));
        stage.say("S1 is asked at once to add S5.");
        Request early = stage.server(1).change(new MembershipChange.Step.AddVoter(5, "S5"));
        stage.expect("it refuses", early::hasFailed);

        stage.say("The entry arrives.");
        stage.network().release();
        stage.settle();
        stage.expect(
                "S1 has committed an entry of its term",
                () -> stage.server(1).raft().log().commitIndex() == 1);
        Request later = stage.server(1).change(new MembershipChange.Step.AddVoter(5, "S5"));
        stage.settle();
        stage.show();
        stage.expect("now the members are changed", later::isDone);
        stage.expect(
                "S5 has a vote", () -> stage.server(5).raft().configuration().isVoter(5));
    }
}
