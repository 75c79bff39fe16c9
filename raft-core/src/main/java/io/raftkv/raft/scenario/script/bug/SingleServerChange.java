package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import java.util.List;

/** Two leaders that each change one server do not make disjoint majorities (known bug single-server-change). */
public final class SingleServerChange implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-single-server-change",
                "Known bug: two single-server changes, one after the other",
                "D 4.1; raft-dev, July 2015",
                """
                Four servers. S1 leads term 1, begins to add S5, and is cut off together with it. S2 leads term 2, knows nothing of
                that, and is asked to remove S1.

                Predict: in the dissertation each change is safe by itself, for it moves one server only. S1 and S5 with one more
                would be a majority of {1,2,3,4,5}; S2 and S3 one of {2,3,4}. Do they meet?
                """,
                """
                There (Ongaro 2015): they did not, and both leaders could have committed entries, each with a majority of its
                own. The author of Raft found that in 2015, after the dissertation had been published with a proof, and
                implemented by others.

                Why: each change starts from a configuration that is in force at its leader. S1's was not committed, so S2
                did not know it, and the two changes together moved two servers. With an entry of its own term committed before
                its change, S2 would have had a majority in common with S1's.

                Here: a leader refuses changes until it has committed an entry of its term, and one at a time; and changes of voters
                always go through a joint configuration, under which S1 needed a majority of the four that it never got. The guard
                is MembershipChanges#request.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(4);
        stage.start();
        stage.castNew(5).start();
        Server s1 = stage.server(1);
        Server s2 = stage.server(2);
        stage.offstage("S1 leads.", () -> {
            stage.awaitLeader(1);
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        stage.say("S1 and S5 are cut off from the others. S1 begins to add S5.");
        stage.network().isolate(1L, 5L);
        Request adding = s1.change(new Step.AddVoter(5, "s5"));
        stage.settle();
        stage.expect(
                "S5 has the joint configuration",
                () -> stage.server(5).raft().configuration().isJoint());
        stage.expect("the change is not done", adding::isPending);

        stage.say("S2 is elected. Its first entry is not committed yet.");
        stage.network().hold(AppendEntriesResponse.class);
        stage.passUntil("S2 leads", s2::isLeader);
        Request early = s2.change(new Step.Remove(1));
        stage.expect("S2 refuses to change the members", early::hasFailed);
        stage.network().release();
        stage.settle();
        Request removing = s2.change(new Step.Remove(1));
        stage.passUntil("S1 is removed", removing::isDone);

        stage.say("The two sides see each other again.");
        stage.network().heal();
        stage.pass(Stage.ELECTION_TIMEOUT.multipliedBy(4));
        stage.show();
        stage.expectEqual(
                "the voters", List.of(2L, 3L, 4L), s2.raft().configuration().voters());
        stage.expect("S1 does not lead", () -> !s1.isLeader());
        stage.expect("what S1 began is not committed", () -> s1.raft().log().commitIndex() == 1);
        Request write = s2.propose("x=1");
        stage.passUntil("the cluster works", write::isDone);
    }
}
