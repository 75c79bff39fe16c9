package io.raftkv.client;

import io.grpc.Status;
import java.util.List;
import java.util.stream.Stream;

/** What kind of request a call carries: whom it needs, and when it may be sent again. */
enum Kind {
    /** Changes something: sent again only when it certainly did not happen. */
    WRITE,
    /** Changes nothing and needs the quorum: sent again whenever no answer came. */
    READ,
    /** Changes nothing and any single member can answer: sent again whenever no answer came. */
    LOCAL_READ,
    /** Asks one member about itself; that it does not answer is an answer. */
    PROBE;

    static Kind of(Op op) {
        if (!op.isReadOnly()) {
            return WRITE;
        }
        return isSerializable(op) ? LOCAL_READ : READ;
    }

    /**
     * A transaction of reads is as strict as the strictest of them; one without any still tells whether its compares
     * hold.
     */
    private static boolean isSerializable(Op op) {
        return switch (op) {
            case Get get -> get.consistency() == Get.Consistency.SERIALIZABLE;
            case Txn txn -> {
                List<Op> ops = Stream.concat(txn.success().stream(), txn.failure().stream())
                        .toList();
                yield !ops.isEmpty() && ops.stream().allMatch(Kind::isSerializable);
            }
            case Put put -> false;
            case Delete delete -> false;
        };
    }

    /** A member that knows no leader shall say so at once and not let the request wait for one. */
    boolean needsLeader() {
        return this == WRITE || this == READ;
    }

    boolean mayBeRepeated(Verdict verdict, Status failure) {
        return switch (this) {
            case WRITE -> verdict == Verdict.NOT_DONE;
            case READ, LOCAL_READ -> verdict == Verdict.NOT_DONE || (verdict == Verdict.UNKNOWN && noAnswer(failure));
            case PROBE -> false;
        };
    }

    private static boolean noAnswer(Status failure) {
        return switch (failure.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            default -> false;
        };
    }
}
