package io.raftkv.jepsen.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value.
 *
 * @param value null when it is unset
 */
public record Register(@Nullable Object value) {
    static final Register UNSET = new Register(null);

    @Override
    public String toString() {
        return value == null ? "nil" : value.toString();
    }

    record Write(Register value) implements Action<Register> {
        @Override
        public Register apply(Register state) {
            return value;
        }
    }

    record Read(Register answer) implements Action<Register> {
        @Override
        public @Nullable Register apply(Register state) {
            return Objects.equals(state.value, answer.value) ? state : null;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }
    }

    record CompareAndSet(@Nullable Object expected, Register value) implements Action<Register> {
        @Override
        public @Nullable Register apply(Register state) {
            return Objects.equals(state.value, expected) ? value : null;
        }
    }
}
