package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** Heartbeats leave the leader, and no answer reaches it (D 9.6). */
public final class AsymmetricLinkHalfDeafLeader implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("asymmetric-link-half-deaf-leader", "Asymmetric link, half-deaf leader", "D 9.6", """
                What S1, the leader, sends arrives everywhere. What the others send to S1 is lost. Links do fail like this: a full
                queue, a wrong rule in a firewall, half of a cable.

                Predict: do the followers notice? Can anything be committed? Who has to end this?
                """, """
                The followers noticed nothing: heartbeats arrived, and so they had every reason to be content. They even stored
                the new entry. But their answers were lost, and nothing could be committed, with a leader whom everybody followed.
                In the paper that would last for ever.

                Only the leader could tell, and it did: no majority had answered for an election timeout, so it stepped down, and
                fell silent. Then the followers lost patience and elected S2. Its log had the entry, and it was committed with
                the first entry of the new term, though the client of S1 had been told that nobody knows.

                S1 was deaf still, and asked for votes from time to time. It disturbed nobody: who hears from a leader helps nobody
                to depose it.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.say("From now on S1 hears nobody.");
        stage.network().cut(2, 1);
        stage.network().cut(3, 1);
        Request request = stage.server(1).propose("x=1");
        stage.settle();
        stage.show();
        stage.expect(
                "everybody has the entry, and nobody has committed it",
                () -> stage.server(2).raft().log().lastIndex() == 2
                        && stage.server(3).raft().log().lastIndex() == 2
                        && stage.server(1).raft().log().commitIndex() == 1);

        stage.say("Time goes by.");
        stage.passUntil("S1 steps down", () -> stage.server(1).raft().role() == RoleName.FOLLOWER);
        stage.expect("the client knows that it cannot know", request::isUnknown);
        stage.expect(
                "S2 and S3 still take S1 for the leader",
                () -> stage.server(2).raft().leader() == 1
                        && stage.server(3).raft().leader() == 1);

        stage.offstage("S1 is silent now, and the others lose patience.", () -> stage.awaitLeader(2));
        stage.show();
        stage.expect("x is 1 after all", () -> stage.server(2).value("x").equals("1"));
        stage.offstage("S1 stays deaf for a while, and asks for votes.", () -> stage.pass(Duration.ofSeconds(5)));
        stage.expect("S2 leads all the time", stage.server(2)::isLeader);

        stage.say("S1 hears again.");
        stage.network().heal();
        stage.pass(Duration.ofMillis(300));
        stage.show();
        stage.expect("S1 follows S2", () -> stage.server(1).raft().leader() == 2);
    }
}
