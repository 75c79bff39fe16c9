package io.raftkv.jepsen.command;

import io.raftkv.jepsen.process.HarnessException;
import io.raftkv.jepsen.report.ServeCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line: what all subcommands share, and what becomes of their failures. */
@Command(
        name = "jepsen-lite",
        description = "Tests a replicated store under faults, and checks histories.",
        mixinStandardHelpOptions = true,
        versionProvider = JepsenLite.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footerHeading = "%nExit codes: ",
        footer = "0 all good, 1 a violation, 2 unknown, an error or bad usage.")
public final class JepsenLite {
    /** All is as promised. */
    static final int GOOD = 0;

    /** A promise is broken. */
    static final int VIOLATION = 1;

    /** It is not known, or something went wrong. */
    static final int UNKNOWN = 2;

    private JepsenLite() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** Runs the command; the exit code is 0 when all is good, 1 for a violation, 2 for anything else. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        var output = new PrintWriter(out, true, StandardCharsets.UTF_8);
        var errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
        return new CommandLine(new JepsenLite())
                .addSubcommand(new ListCommand(output))
                .addSubcommand(new RunCommand(output, errors))
                .addSubcommand(new ReplayCommand(output))
                .addSubcommand(new ShrinkCommand(output, errors))
                .addSubcommand(new CheckCommand(output, errors))
                .addSubcommand(new ServeCommand())
                .registerConverter(Duration.class, Quantities::duration)
                .setExpandAtFiles(false)
                .setOut(output)
                .setErr(errors)
                .setParameterExceptionHandler(JepsenLite::badUsage)
                .setExecutionExceptionHandler(JepsenLite::failed)
                .execute(args);
    }

    private static int badUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName(" ");
        command.getErr().println(name + ": " + e.getMessage() + "; see " + name + " --help");
        return UNKNOWN;
    }

    /** What a test needs may be missing; all else that ends here is a bug. 2, since picocli's 1 would say that a violation was found. */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof HarnessException missing) {
            command.getErr().println(command.getCommandSpec().qualifiedName(" ") + ": " + missing.getMessage());
            return UNKNOWN;
        }
        command.getErr().println(command.getCommandSpec().qualifiedName(" ") + ": this is a bug:");
        e.printStackTrace(command.getErr());
        return UNKNOWN;
    }

    /** Reads the version from the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = JepsenLite.class.getPackage().getImplementationVersion();
            return new String[] {"jepsen-lite " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
