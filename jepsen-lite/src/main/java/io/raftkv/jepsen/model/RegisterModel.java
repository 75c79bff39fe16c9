package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;

/** A register for each key, unset at first: {@code read} and {@code write}. */
public final class RegisterModel implements Model<Register> {

    @Override
    public String name() {
        return "register";
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
            default -> throw arguments.wrongFunction("read, write");
        };
    }
}
