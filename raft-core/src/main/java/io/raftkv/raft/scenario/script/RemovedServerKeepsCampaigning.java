package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A server that does not know that it was removed asks for votes, and nobody minds (P 6, D 4.2.3). */
public final class RemovedServerKeepsCampaigning implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "removed-server-keeps-campaigning", "Removed server keeps campaigning", "P 6, D 4.2.3", """
                S3 is cut off when it is removed from the cluster, and does not learn of it. When it is back, nobody sends it
                heartbeats: it loses patience. In its own log it is still a member.

                Predict: will S1 and S2 answer it? What if its term is higher than theirs? Does the leader survive?
                """, """
                S3 asked whether it would be elected, and S1 and S2 refused, without even looking at its term: a server that has
                heard from a leader within an election timeout helps nobody to depose it. Without that rule the term of S3 would
                have deposed S1, and after the next election S3 would have done it again, for nobody would ever have sent it a
                heartbeat.

                In the second part S3 had been in term 9 already. Its higher term could not reach the others: a message that asks to
                depose a working leader is refused before the rule "a higher term: adopt it".
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("S3 is cut off, and is removed.");
        stage.network().isolate(3L);
        Request change = stage.server(1).change(new MembershipChange.Step.Remove(3));
        stage.settle();
        stage.expect("S1 and S2 are the cluster", change::isDone);
        stage.expect(
                "S3 takes itself for a member",
                () -> stage.server(3).raft().configuration().isVoter(3));

        stage.say("S3 is back.");
        stage.network().heal();
        stage.passUntil("S3 loses patience", () -> stage.server(3).raft().role() == RoleName.PRE_CANDIDATE);
        stage.settle();
        stage.offstage("It goes on like this.", () -> stage.pass(Duration.ofSeconds(8)));
        stage.expect("S1 leads term 1 all the time", () -> leadsTermOne(stage));

        stage.say(
                "S3 crashes, and comes back in term 9, as a server would that does not ask before it stands for election.");
        stage.server(3).crash();
        stage.server(3).haveTerm(9);
        stage.server(3).start();
        stage.passUntil("S3 loses patience", () -> stage.server(3).raft().role() == RoleName.PRE_CANDIDATE);
        stage.settle();
        stage.offstage("It goes on like this.", () -> stage.pass(Duration.ofSeconds(8)));
        stage.show();
        stage.expect("S1 leads term 1 all the time", () -> leadsTermOne(stage));
    }

    private static boolean leadsTermOne(Stage stage) {
        return stage.server(1).isLeader() && stage.server(1).raft().currentTerm() == 1;
    }
}
