package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.util.List;

/** Old and new majorities are both needed, and a leader that is not in the new configuration steps down (P 6). */
public final class JointConsensus implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("joint-consensus", "Joint consensus", "P 6", """
                S1, S2 and S3 are the cluster, S1 leads, and S4 is to take the place of S1: the leader itself is to go. What S1 sends
                to S3 and S4 is slow at first.

                Predict: S1 and S2 are a majority of the old servers. Is that enough to commit the first step? Who leads while
                S1 is not counted any more? And then?
                """, """
                The leader appended C_old,new, which names both sets of servers, and used it from that moment on: a server always
                uses the latest configuration in its log, committed or not. Under it S1 and S2, a majority of the old three, could
                commit nothing, for of the new three only S2 had the entry. When S4 had it as well, both majorities did.

                Then the leader appended C_new. S1 is not in it: it replicated the entry, but did not count itself. So there was no
                moment at which old and new servers could have decided without each other, however slowly they learned.

                When C_new was committed, S1 had nothing left to do: it told the most advanced of the others to stand for election
                at once, and stepped down.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.castNew(4);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("S4 is to take the place of S1.");
        stage.network().hold(1, 3);
        stage.network().hold(1, 4);
        stage.server(1).change(new MembershipChange.Step.Remove(1), new MembershipChange.Step.AddVoter(4, "S4"));
        stage.settle();
        stage.show();
        stage.expect(
                "S1 uses C_old,new",
                () -> stage.server(1).raft().configuration().isJoint());
        stage.expect(
                "S2 uses it, too", () -> stage.server(2).raft().configuration().isJoint());
        stage.expect(
                "S1 and S2 alone cannot commit it",
                () -> stage.server(1).raft().log().commitIndex() == 1);

        stage.say("What S1 sends to S3 and S4 arrives.");
        stage.network().release();
        stage.settle();
        stage.show();
        stage.expect("S1 leads no more", () -> stage.server(1).raft().role() == RoleName.FOLLOWER);
        stage.passUntil(
                "one of the new servers leads",
                () -> stage.server(2).isLeader()
                        || stage.server(3).isLeader()
                        || stage.server(4).isLeader());
        stage.settle();
        stage.show();
        stage.expect(
                "S2, S3 and S4 are the cluster",
                () -> stage.server(4).raft().configuration().voters().equals(List.of(2L, 3L, 4L)));
    }
}
