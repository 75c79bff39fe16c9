package io.raftkv.raft.scenario.command;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param what a scenario's name, {@code list} or {@code all}; empty when nothing was said, or {@code --help}
 * @param seed varies what may vary
 * @param output what is printed
 * @param pace whether it waits for its reader
 * @param color when there are colours
 */
record CommandLine(String what, long seed, Output output, Pace pace, Color color) {

    /** What is printed of a scenario. */
    enum Output {
        TRANSCRIPT,
        DIAGRAM,
        JSON
    }

    /** How fast it goes. */
    enum Pace {
        AT_ONCE,
        STEP_BY_STEP
    }

    /** When there are colours. */
    enum Color {
        ALWAYS,
        NEVER,
        /** On a terminal. */
        AUTO
    }

    /** Raised when the command line makes no sense. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    static final String USAGE = """
            Plays the situations of the Raft paper on real servers, and prints what they do.

              scenario list       lists all scenarios
              scenario NAME       plays one and prints its transcript
              scenario all        plays all, and says which come out as they should

              --step              waits for Enter after each thing that happens
              --diagram           prints the messages only, without rules and changes
              --json              prints each step of each server as a line of JSON instead
              --seed N            varies what may vary without changing the outcome (1)
              --color WHEN        always, never or auto: on a terminal (auto)
            """;

    static CommandLine parse(List<String> arguments) throws Unusable {
        var names = new ArrayList<String>();
        long seed = 1;
        var output = Output.TRANSCRIPT;
        var pace = Pace.AT_ONCE;
        var color = Color.AUTO;
        Iterator<String> rest = withoutEqualsSigns(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--step" -> pace = Pace.STEP_BY_STEP;
                case "--diagram" -> output = Output.DIAGRAM;
                case "--json" -> output = Output.JSON;
                case "--seed" -> seed = number(valueOf(argument, rest));
                case "--color" -> color = color(valueOf(argument, rest));
                case "--help", "-h" -> {
                    return new CommandLine("", seed, output, pace, color);
                }
                default -> names.add(nameFrom(argument));
            }
        }
        if (names.size() > 1) {
            throw new Unusable("one scenario at a time, not " + String.join(" and ", names));
        }
        return new CommandLine(names.isEmpty() ? "" : names.getFirst(), seed, output, pace, color);
    }

    /** {@code --seed=7} is the same as {@code --seed 7}. */
    private static List<String> withoutEqualsSigns(List<String> arguments) {
        return arguments.stream()
                .flatMap(argument -> argument.startsWith("--")
                        ? List.of(argument.split("=", 2)).stream()
                        : List.of(argument).stream())
                .toList();
    }

    private static String nameFrom(String argument) throws Unusable {
        if (argument.startsWith("-")) {
            throw new Unusable("there is no " + argument);
        }
        return argument;
    }

    private static String valueOf(String flag, Iterator<String> rest) throws Unusable {
        if (!rest.hasNext()) {
            throw new Unusable(flag + " needs a value");
        }
        return rest.next();
    }

    private static long number(String value) throws Unusable {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new Unusable("--seed is " + value + ", but must be a whole number");
        }
    }

    private static Color color(String value) throws Unusable {
        return switch (value) {
            case "always" -> Color.ALWAYS;
            case "never" -> Color.NEVER;
            case "auto" -> Color.AUTO;
            default -> throw new Unusable("--color is " + value + ", but must be always, never or auto");
        };
    }
}
