package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.workload.CompactedException;
import io.raftkv.jepsen.workload.NotDoneException;
import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.mvcc.KvError;
import io.raftkv.server.mvcc.KvException;
import java.util.concurrent.CompletableFuture;

/** Tells the failures after which nothing was done, nor ever will be, from those of which nobody knows. */
final class Refusals {

    private Refusals() {}

    static <T> CompletableFuture<T> told(CompletableFuture<T> outcome) {
        return outcome.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                switch (RaftNode.causeOf(failure)) {
                    case RaftException.OutcomeUnknown unknown -> unknown;
                    case RaftException refused -> new NotDoneException(String.valueOf(refused.getMessage()));
                    case KvException refused
                    when refused.error() == KvError.COMPACTED ->
                        new CompactedException(refused.error().text());
                    case KvException refused ->
                        new NotDoneException(refused.error().text());
                    case Throwable other -> other;
                }));
    }
}
