package io.raftkv.raft.scenario.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.raftkv.raft.node.JsonTrace;
import io.raftkv.raft.scenario.Audience;
import io.raftkv.raft.scenario.Event;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import io.raftkv.raft.scenario.script.Catalogue;
import io.raftkv.raft.scenario.transcript.Paint;
import io.raftkv.raft.scenario.transcript.Transcript;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The command {@code bin/scenario}: plays scenarios, and prints what happens in them. */
public final class ScenarioCommand {

    private static final int WELL = 0;
    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private final List<Scenario> scenarios;
    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final Paint paintOnTerminal;

    /**
     * A command.
     *
     * @param in where the reader presses Enter
     * @param paintOnTerminal what {@code --color auto} stands for
     */
    ScenarioCommand(List<Scenario> scenarios, PrintStream out, PrintStream err, InputStream in, Paint paintOnTerminal) {
        this.scenarios = scenarios;
        this.out = out;
        this.err = err;
        this.in = in;
        this.paintOnTerminal = paintOnTerminal;
    }

    /** Runs it, and ends the process: 0 when all came out as it should, 1 when not, 2 when it was not understood. */
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale says: the diagrams need it, and nearly every terminal shows it.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
        var command = new ScenarioCommand(Catalogue.scenarios(), out, err, System.in, paintOnTerminal());
        int code = command.run(List.of(arguments));
        out.flush();
        System.exit(code);
    }

    /** The script asks for the JDK's own console, which is null without a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static Paint paintOnTerminal() {
        return System.console() == null ? Paint.NONE : Paint.ANSI;
    }

    int run(List<String> arguments) {
        CommandLine line;
        try {
            line = CommandLine.parse(arguments);
        } catch (CommandLine.Unusable e) {
            err.println("scenario: " + e.getMessage() + "; see scenario --help");
            return NOT_UNDERSTOOD;
        }
        return switch (line.what()) {
            case "" -> {
                out.print(CommandLine.USAGE);
                yield WELL;
            }
            case "list" -> list();
            case "all" -> playAll(line.seed());
            default -> playOne(line);
        };
    }

    private int list() {
        int longest = longestName();
        for (Scenario scenario : scenarios) {
            var lesson = scenario.lesson();
            out.printf(Locale.ROOT, "%-" + longest + "s  %-18s  %s%n", lesson.name(), lesson.source(), lesson.title());
        }
        return WELL;
    }

    private int longestName() {
        return scenarios.stream()
                .mapToInt(scenario -> scenario.lesson().name().length())
                .max()
                .orElse(1);
    }

    private int playAll(long seed) {
        int longest = longestName();
        int failures = 0;
        for (Scenario scenario : scenarios) {
            var lesson = scenario.lesson();
            String outcome = outcomeOf(scenario, seed);
            failures += outcome.isEmpty() ? 0 : 1;
            out.printf(
                    Locale.ROOT,
                    "%s  %-" + longest + "s  %s%n",
                    outcome.isEmpty() ? "✓" : "✗",
                    lesson.name(),
                    outcome.isEmpty() ? lesson.title() : outcome);
        }
        out.printf(Locale.ROOT, "%n%d scenarios, %d failed, seed %d%n", scenarios.size(), failures, seed);
        return failures == 0 ? WELL : FAILED;
    }

    /** Why it failed, empty when it did not. */
    private static String outcomeOf(Scenario scenario, long seed) {
        try {
            Stage.play(scenario, seed, Audience.NOBODY);
            return "";
        } catch (RuntimeException | Error e) { // whatever goes wrong in one must not keep the others from being played
            return String.valueOf(e.getMessage());
        }
    }

    private int playOne(CommandLine line) {
        for (Scenario scenario : scenarios) {
            if (scenario.lesson().name().equals(line.what())) {
                return play(scenario, line);
            }
        }
        List<String> similar = SimilarNames.to(
                line.what(), scenarios.stream().map(Scenario::lesson).toList());
        String hint =
                similar.isEmpty() ? "scenario list lists them" : "did you mean " + String.join(" or ", similar) + "?";
        err.println("scenario: there is no " + line.what() + ": " + hint);
        return NOT_UNDERSTOOD;
    }

    private int play(Scenario scenario, CommandLine line) {
        try {
            if (line.output() == CommandLine.Output.JSON) {
                var trace = new JsonTrace(out);
                Stage.play(scenario, line.seed(), event -> {
                    if (event instanceof Event.Stepped stepped) {
                        trace.stepped(stepped.step());
                    }
                });
            } else {
                Transcript transcript = transcript(line);
                transcript.begin(scenario.lesson());
                Stage.play(scenario, line.seed(), transcript);
                transcript.end(scenario.lesson());
            }
            return WELL;
        } catch (RuntimeException | Error e) {
            out.flush();
            err.println("✗ " + scenario.lesson().name() + " with seed " + line.seed() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private Transcript transcript(CommandLine line) {
        Paint paint = switch (line.color()) {
            case ALWAYS -> Paint.ANSI;
            case NEVER -> Paint.NONE;
            case AUTO -> paintOnTerminal;
        };
        var detail = line.output() == CommandLine.Output.DIAGRAM ? Transcript.Detail.DIAGRAM : Transcript.Detail.FULL;
        Runnable pause = () -> {};
        if (line.pace() == CommandLine.Pace.STEP_BY_STEP) {
            err.println("scenario: press Enter to see what happens next, each time");
            pause = this::waitForReader;
        }
        return new Transcript(out::println, paint, detail, pause);
    }

    /** Until Enter is pressed, or there is nobody any more. */
    private void waitForReader() {
        out.flush();
        try {
            int read = in.read();
            while (read >= 0 && read != '\n') {
                read = in.read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
