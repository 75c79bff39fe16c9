package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** Without a majority nothing commits. What an operator may do, and what it risks. */
public final class TwoOfThreeLostQuorumGone implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("two-of-three-lost-quorum-gone", "Two of three lost, quorum gone", "-", """
                S3 is cut off for a moment when x=2 is committed on S1 and S2. Then a fire takes S1 and S2, and their disks. S3 is
                left, with a log that ends before x=2.

                Predict: can S3 lead alone? Can it be told to? What would be lost, and would anybody notice?
                """, """
                S3 alone is no majority of three. It cannot be elected, nothing commits, and nobody can read what is certainly the
                latest. That is no defect: for all that S3 knows the other two are well and go on without it.

                Only a human can know that they are gone for good. An operator may then begin a new cluster with what S3 has, and
                S6 did that here. It did not have x=2, which had been committed and which a client had been told of. Nothing
                in the new cluster says that anything is missing.

                So an operator who does this takes the server with the longest log, makes sure that no old server ever comes back
                (two clusters would then answer under one name), gives the new cluster a name of its own, and tells the users
                that what was acknowledged last may be gone.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads, and x is 1. S3 is cut off.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.settle();
            stage.network().isolate(3L);
        });
        Request write = stage.server(1).propose("x=2");
        stage.settle();
        stage.show();
        stage.expect("a client knows that x is 2", write::isDone);

        stage.say("S1 and S2 are lost for good.");
        stage.server(1).crash();
        stage.server(2).crash();
        stage.network().heal();
        stage.passUntil("S3 loses patience", () -> stage.server(3).raft().role() == RoleName.PRE_CANDIDATE);
        stage.say("Clients ask S3 to write and to read.");
        Request refused = stage.server(3).propose("x=3");
        Request read = stage.server(3).read("x");
        stage.offstage(
                "S3 asks for votes again and again.",
                () -> stage.passUntil("the clients give up", () -> refused.hasFailed() && read.hasFailed()));
        stage.show();
        stage.expect("S3 does not lead", () -> !stage.server(3).isLeader());

        stage.say("An operator looks what S3 has.");
        String saved = stage.server(3).readHere("x");
        Stage other = stage.another();
        other.say("The operator makes a new cluster of one server, S6, and puts into it what S3 had.");
        other.castWith(6, Configuration.of(6L));
        other.start();
        other.offstage("S6 elects itself.", () -> other.awaitLeader(6));
        Request restored = other.server(6).propose("x=" + saved);
        other.settle();
        other.expect("the new cluster works", restored::isDone);
        other.expect(
                "x is 1: what the client was told of is lost",
                () -> other.server(6).value("x").equals("1"));
    }
}
