package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.Command;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.SimulatedCluster.StateMachines;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.raft.sim.Trace;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Nodes with a state machine of which nothing is known but what it answers. */
record OwnServers<R>(SimulatedCluster<R> cluster) implements Servers<Command<R>> {

    static <R> OwnServers<R> of(Simulation simulation, int nodes, StateMachines<R> stateMachines, Trace trace) {
        return new OwnServers<>(new SimulatedCluster<>(simulation, nodes, trace, stateMachines));
    }

    @Override
    public CompletableFuture<Answer> ask(long server, Command<R> command) {
        return Refusals.told(cluster.node(server).propose(command.payload().duplicate()))
                .thenApply(answer -> new Answer(command.answer().apply(answer)));
    }

    /** Nothing of what lies behind the state machine is known. */
    @Override
    public BooleanSupplier inject(Fault.OfService fault) {
        return Boolean.FALSE::booleanValue;
    }

    @Override
    public void heal() {
        // Nothing was ever wrong.
    }

    @Override
    public String stateOf(long server) {
        return "not compared";
    }
}
