package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.Surroundings;
import io.raftkv.benchmarks.compare.kv.ServerKind;
import io.raftkv.benchmarks.compare.kv.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/bin/growth}. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description =
                "Measures how the cost of puts, gets and a restart grows with keys, servers, values, log and store.")
public final class GrowthCommand implements Callable<Integer> {

    @Option(names = "--quick", description = "smaller and shorter: some three minutes instead of a quarter of an hour")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "what is to grow, several separated by commas: ${COMPLETION-CANDIDATES} (default: all)")
    private List<Part> parts = List.of(Part.values());

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the results go (default: benchmarks/target/growth)")
    private @Nullable Path out;

    private GrowthCommand() {}

    /**
     * Runs the command and ends the process: 0 when all was measured, 1 when something failed, be it a single operation, 2 for
     * bad usage.
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new GrowthCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("growth: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Servers.prepare(ServerKind.RAFTKV);
        var plan = quick ? GrowthPlan.quick() : GrowthPlan.full();
        var directory = out == null ? Surroundings.target().resolve("growth") : out.toAbsolutePath();
        String surroundings = Surroundings.describe() + ".";
        var report = new GrowthReport(surroundings, directory);
        System.out.println(surroundings);
        for (var part : parts) {
            var curve = part.measure(plan);
            report.add(curve);
            System.out.print("\n" + curve.markdown());
        }
        System.err.println("growth: written to " + directory);
        return report.errors() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
