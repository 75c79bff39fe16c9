package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.report.Finding;
import io.raftkv.jepsen.report.MessageDiagram;
import io.raftkv.jepsen.report.ReportInput;
import io.raftkv.jepsen.report.Retelling;
import io.raftkv.jepsen.report.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells of a seed that failed: what was found, how to do it again, and where the report is. */
final class Failure {

    private static final Path REPORTS = Path.of("target", "jepsen-lite");
    private static final int MAX_STEPS_TOLD = 20;

    private final ClusterTest settings;
    private final long seed;
    private final Function<Variant, Retelling> retellings;
    private final String className;
    private final String methodName;
    private final Path directory;

    /**
     * For one seed.
     *
     * @param retellings tells what servers said to each other in a variant
     */
    Failure(ClusterTest settings, long seed, ExtensionContext context, Function<Variant, Retelling> retellings) {
        this.retellings = retellings;
        this.settings = settings;
        this.seed = seed;
        String name = context.getRequiredTestClass().getName();
        this.className = name.substring(name.lastIndexOf('.') + 1);
        this.methodName = context.getRequiredTestMethod().getName();
        this.directory = context.getConfigurationParameter("raftkv.jepsen.reports")
                .map(Path::of)
                .orElse(REPORTS)
                .resolve(className + "." + methodName);
    }

    /** Where everything is written that is told of the test. */
    Path directory() {
        return directory;
    }

    /** With what came of the smallest run that fails too, which is the same one when none is smaller. */
    AssertionError of(Judgement whole, Judgement smallest, @Nullable Throwable cause) {
        var message = new StringBuilder();
        message.append("seed ").append(seed).append(": ");
        message.append(whole.violated().isEmpty() ? Conclusion.UNKNOWN : Conclusion.VIOLATION);
        message.append('\n');
        message.append(smallest.explanation()).append('\n');
        var steps = smallest.schedule().steps();
        message.append(steps.isEmpty() ? "faults: none\n" : "faults:\n");
        steps.stream()
                .limit(MAX_STEPS_TOLD)
                .forEach(step -> message.append("  ").append(step).append('\n'));
        if (steps.size() > MAX_STEPS_TOLD) {
            message.append("  and ").append(steps.size() - MAX_STEPS_TOLD).append(" more\n");
        }
        message.append("again: ").append(again()).append('\n');
        message.append("report: ").append(report(whole, directory, ""));
        if (!smallest.equals(whole)) {
            message.append("\nsmallest: ").append(report(smallest, directory.resolve("shrunk"), ", shrunk"));
            message.append(", with ")
                    .append(size(smallest))
                    .append("; before: ")
                    .append(size(whole));
        }
        return new AssertionError(message.toString(), cause);
    }

    private static String size(Judgement judgement) {
        return judgement.history().operations().size() + " operations and "
                + judgement.schedule().steps().size() + " steps of faults";
    }

    private String report(Judgement judgement, Path directory, String suffix) {
        try {
            return RunDirectory.write(input(judgement, suffix), judgement.schedule(), directory)
                    .toString();
        } catch (IOException e) {
            return "none, for it cannot be written: " + e;
        }
    }

    private String again() {
        // $ of a nested class would be the shell's.
        String quote = className.indexOf('$') < 0 ? "" : "'";
        return "mvn test " + quote + "-Dtest=" + className + "#" + methodName + quote + " -D" + Seeds.ONE + "=" + seed;
    }

    private ReportInput input(Judgement judgement, String suffix) {
        return new ReportInput(
                className + "." + methodName + ", seed " + seed + suffix,
                judgement.findings().stream().map(Finding::of).toList(),
                configuration(),
                again(),
                judgement.history(),
                MessageDiagram.of(judgement.findings(), judgement.history(), retellings.apply(judgement.variant())));
    }

    private Map<String, String> configuration() {
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("world", settings.world().toString());
        configuration.put("test", className + "#" + methodName);
        configuration.put("nodes", Integer.toString(settings.nodes()));
        configuration.put("clients", Integer.toString(settings.clients()));
        configuration.put("rate", settings.rate() + "/s");
        configuration.put("seed", Long.toString(seed));
        configuration.put("Java", Runtime.version().toString());
        return configuration;
    }
}
