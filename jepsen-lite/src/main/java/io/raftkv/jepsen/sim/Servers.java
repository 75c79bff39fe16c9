package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.Invocation;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The servers of a run, of whatever kind.
 *
 * @param <A> what they can be asked for
 */
interface Servers<A extends Invocation> {

    /** The cluster that they are. */
    SimulatedCluster<?> cluster();

    /** Asks a server that runs. Fails as {@link io.raftkv.jepsen.workload.Store} says. */
    CompletableFuture<Answer> ask(long server, A operation);

    /** Makes a fault of the service happen; what is returned tells later whether it took effect. Those of clients' links are not for it. */
    BooleanSupplier inject(Fault.OfService fault);

    /** Ends whatever of that lasts. */
    void heal();

    /** What a server holds, in words that are equal when the states are; the same for all when it cannot be told. */
    String stateOf(long server);
}
