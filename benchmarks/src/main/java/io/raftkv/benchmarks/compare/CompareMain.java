package io.raftkv.benchmarks.compare;

import static java.util.Objects.requireNonNull;

import io.raftkv.benchmarks.compare.kv.KvCommand;
import io.raftkv.benchmarks.compare.raft.RaftCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/bin/compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        subcommands = {RaftCommand.class, KvCommand.class},
        description = "Measures this project and its peers side by side, in the same run on the same machine.")
public final class CompareMain implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private CompareMain() {}

    /** Runs the command and ends the process: 0 when all was measured, 1 when something failed, 2 for bad usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(requireNonNull(spec).commandLine(), "compare what? raft or kv");
    }

    static CommandLine commandLine() {
        return new CommandLine(new CompareMain()).setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println("compare: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
    }
}
