package io.raftkv.jepsen.example;

import io.raftkv.jepsen.junit.ClusterTest;
import io.raftkv.jepsen.junit.SimulatedTest;
import java.time.Duration;

class RegistersTest {

    @ClusterTest(nodes = 3, seeds = 20)
    void registersAreLinearizableWhoeverIsCutOffOrKilled(SimulatedTest test) {
        test.clients().run("register");
        test.nemesis().inject("partition-half+kill");
        test.runFor(Duration.ofSeconds(30));
    }
}
