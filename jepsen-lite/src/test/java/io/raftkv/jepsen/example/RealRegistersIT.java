package io.raftkv.jepsen.example;

import io.raftkv.jepsen.junit.ClusterTest;
import io.raftkv.jepsen.junit.ClusterTest.World;

class RealRegistersIT {

    @ClusterTest(world = World.PROCESS, workload = "register", nemesis = "kill+partition-half", seconds = 20)
    void registersOfRealServersAreLinearizableWhoeverIsCutOffOrKilled() {}
}
