package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A lock for each key: {@code acquire}, which answers a fencing token (a number; nil if there are none), and {@code release} by its
 * holder. Each token must be higher than the ones before.
 */
public final class LockModel implements Model<LockModel.Lock> {

    /**
     * Who has the lock.
     *
     * @param holder the process, {@link #FREE} for none
     * @param token the highest token seen so far
     */
    public record Lock(int holder, long token) {
        /** Nobody holds it. */
        public static final int FREE = -1;
    }

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public Lock initialState() {
        return new Lock(Lock.FREE, Long.MIN_VALUE);
    }

    @Override
    public Action<Lock> action(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        int process = operation.invocation().process();
        return switch (arguments.function()) {
            case "acquire" ->
                switch (arguments.answer()) {
                    case null -> new Acquire(process);
                    case Long token -> new AcquireWithToken(process, token);
                    default -> throw arguments.wrongAnswer("a fencing token");
                };
            case "release" -> new Release(process);
            default -> throw arguments.wrongFunction("acquire, release");
        };
    }

    private record Acquire(int process) implements Action<Lock> {
        @Override
        public @Nullable Lock apply(Lock state) {
            return state.holder == Lock.FREE ? new Lock(process, state.token) : null;
        }
    }

    private record AcquireWithToken(int process, long token) implements Action<Lock> {
        @Override
        public @Nullable Lock apply(Lock state) {
            return state.holder == Lock.FREE && token > state.token ? new Lock(process, token) : null;
        }
    }

    private record Release(int process) implements Action<Lock> {
        @Override
        public @Nullable Lock apply(Lock state) {
            return state.holder == process ? new Lock(Lock.FREE, state.token) : null;
        }
    }
}
