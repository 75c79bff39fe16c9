package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;

/**
 * An operation with where and when it is drawn. Unlike its operation, one whose outcome is unknown ends here where its client heard so.
 *
 * @param begunAt place of its invocation in the history
 * @param endedAt place of its completion; the number of events when there is none
 * @param from when it began, as {@link Run} counts time
 * @param to when it ended; the end of the run when it did not
 */
record Call(Operation operation, int begunAt, int endedAt, long from, long to) {

    EventType outcome() {
        return operation.outcome();
    }

    int process() {
        return operation.invocation().process();
    }

    boolean hasEnded() {
        return operation.completion() != null;
    }
}
