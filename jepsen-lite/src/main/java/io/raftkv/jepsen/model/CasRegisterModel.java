package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import java.util.List;

/** A register for each key, unset at first: {@code read}, {@code write}, and {@code cas} of {@code [old, new]}. */
public final class CasRegisterModel implements Model<Register> {

    @Override
    public String name() {
        return "cas-register";
    }

    @Override
    public Register initialState() {
        return Register.UNSET;
    }

    @Override
    public Action<Register> action(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        return switch (arguments.function()) {
            case "read" -> new Register.Read(new Register(arguments.answer()));
            case "write" -> new Register.Write(new Register(arguments.argument()));
            case "cas" -> {
                List<?> values = arguments.list(2);
                yield new Register.CompareAndSet(values.getFirst(), new Register(values.getLast()));
            }
            default -> throw arguments.wrongFunction("read, write, cas");
        };
    }
}
