package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.ReadPolicy;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** Servers that protect their leader vote for whom that leader wants (known bug transfer-blocked-by-lease). */
public final class TransferBlockedByLease implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-transfer-blocked-by-lease",
                "Known bug: the protected leader cannot hand over",
                "D 3.10, 4.2.3",
                """
                S1 leads, serves reads under a lease, and is heard from by everybody: all of them protect it, and refuse their
                votes to others. Now an operator wants S2 to lead.

                Predict: S2 asks for votes at once. What does S3 answer, which heard from S1 a moment ago?
                """,
                """
                There (etcd 5451): etcd's servers refused the vote, as they refuse all who disturb a leader that works. The
                transfer timed out, and the cluster stood still meanwhile.

                Why: a request for a vote looked the same whether its sender had lost patience or the leader itself had sent it.

                Here: the request says why it is made, and one that the leader told its sender to make disturbs nobody. The lease
                of S1 was over before that: it had given it up when it told S2 to go ahead. The guards are
                RequestVote.Reason#LEADERSHIP_TRANSFER, Raft#disturbs and, for the lease, Lease#tell.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3, config -> config.withReadPolicy(new ReadPolicy.Lease(0.05)));
        stage.start();
        stage.offstage("S1 leads, and has a lease.", () -> {
            stage.awaitLeader(1);
            stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(3));
        });
        stage.say("S3 has just heard from S1. An operator wants S2 to lead.");
        Request transfer = stage.server(1).transferTo(2);
        stage.settle();
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.show();
        stage.expect("S2 leads, long before anybody would have lost patience", stage.server(2)::isLeader);
        stage.expect("S3 has voted for S2", () -> stage.server(3).raft().votedFor() == 2);
        stage.expect("the operator knows", transfer::isDone);
    }
}
