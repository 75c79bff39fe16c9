package io.raftkv.jepsen.command;

import io.raftkv.jepsen.checker.Limits;
import io.raftkv.jepsen.checker.Linearizability;
import io.raftkv.jepsen.checker.LinearizabilityChecker;
import io.raftkv.jepsen.history.HistoryFile;
import io.raftkv.jepsen.history.HistoryFormat;
import io.raftkv.jepsen.model.Model;
import io.raftkv.jepsen.model.Models;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jepsen-lite check}: one line for each file, whatever becomes of the others. */
@Command(
        name = "check",
        description = "Says of recorded histories whether they are linearizable. Prints a line for each file:"
                + " its name, linearizable, not-linearizable or unknown, the number of operations, and milliseconds,"
                + " separated by tabs.")
final class CheckCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "jepsen-log, edn or jsonl.")
    private String format = "";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "What the store should do: register, cas-register, kv-append, mvcc, lock, queue or set.")
    private String model = "";

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            description = "For each file, such as 500ms, 30s or 5m; then it is unknown. Default: 1m")
    private @Nullable Duration timeLimit;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "For the search, such as 512m or 4g; then it is unknown. Default: half of the JVM's")
    private @Nullable Long maxMemory;

    @Option(names = "--explain", description = "Say on the error output why a history is not linearizable, or unknown.")
    private boolean explain;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Histories.")
    private List<String> files = List.of();

    CheckCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        HistoryFormat knownFormat = HistoryFormat.named(format);
        if (knownFormat == null) {
            throw unusable("there is no format \"" + format + "\", only " + HistoryFormat.names());
        }
        Model<?> knownModel = Models.named(model);
        if (knownModel == null) {
            throw unusable("there is no model \"" + model + "\", only " + Models.names());
        }
        var checker = new LinearizabilityChecker(knownModel, limits());
        int worst = JepsenLite.GOOD;
        for (String file : files) {
            int code = check(file, knownFormat, checker);
            // An error outweighs a violation: the run as a whole cannot be trusted to have found them all.
            worst = Math.max(worst, code);
        }
        return worst;
    }

    private int check(String name, HistoryFormat knownFormat, LinearizabilityChecker checker) {
        long begun = System.nanoTime();
        try {
            HistoryFile file = knownFormat.read(Path.of(name));
            int operations = file.history().operations().size();
            Linearizability verdict =
                    operations == 0 ? new Linearizability.Unknown("there is no operation in it") : judge(file, checker);
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            out.println(name + "\t" + Words.verdict(verdict) + "\t" + operations + "\t" + millis);
            if (explain && !(verdict instanceof Linearizability.Linearizable)) {
                err.println(name + ": " + Words.explanation(verdict));
            }
            return Words.exitCode(verdict);
        } catch (IOException | InvalidPathException e) {
            err.println("jepsen-lite check: " + reason(name, e));
            return JepsenLite.UNKNOWN;
        }
    }

    private static Linearizability judge(HistoryFile file, LinearizabilityChecker checker) throws IOException {
        try {
            return checker.judge(file.history());
        } catch (UnsuitableEventException e) {
            throw file.unsuitable(e.event(), e.expected());
        }
    }

    private Limits limits() {
        Limits limits = Limits.usual();
        if (timeLimit != null) {
            limits = limits.time(timeLimit);
        }
        return maxMemory == null ? limits : limits.maxBytes(maxMemory);
    }

    private ParameterException unusable(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not said what this command is");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private static String reason(String name, Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> name + ": there is no such file";
            case AccessDeniedException denied -> name + ": it may not be read";
            case IOException failed when Files.isDirectory(Path.of(name)) -> name + ": it is a directory, not a file";
            default -> String.valueOf(e.getMessage());
        };
    }

    /** Reads {@code --max-memory}. */
    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return Quantities.bytes(text);
        }
    }
}
