package io.raftkv.client.ctl;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.client.OutcomeUnknownException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line: what all subcommands share, and what becomes of their failures. */
@Command(
        name = "kvctl",
        description = "Reads and writes keys of a raft-kv or etcd cluster.",
        mixinStandardHelpOptions = true,
        versionProvider = Kvctl.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footerHeading = "%nExit codes: ",
        footer = "0 done, 1 the request failed, 2 bad usage.")
public final class Kvctl {
    private final InputStream in;
    private final PrintStream out;

    @Option(
            names = "--endpoints",
            split = ",",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:RAFTKV_ENDPOINTS:-127.0.0.1:2379}",
            description = "Servers to ask, separated by commas; also from the environment variable RAFTKV_ENDPOINTS."
                    + " Default: 127.0.0.1:2379")
    private List<Endpoint> endpoints = List.of();

    @Option(
            names = "--command-timeout",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            defaultValue = "5s",
            description = "How long a request may take, such as 500ms or 5s. Default: 5s")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = {"-w", "--write-out"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "How to print: simple, table or json. Default: table for status and members, else simple")
    private @Nullable Style style;

    @Option(names = "--hex", scope = ScopeType.INHERIT, description = "Print keys and values as \\x61\\x62.")
    private boolean hex;

    /**
     * Makes the command.
     *
     * @param in where values and transactions are read from
     * @param out where results go
     */
    Kvctl(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        // gRPC and Netty log what they meet on broken connections; the exception says the same in one line.
        LogManager.getLogManager().reset();
        System.exit(run(args, System.in, System.out, System.err));
    }

    /** Runs the command; the exit code is 0 when done, 1 when the request failed, 2 for bad usage. */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        var errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
        var kvctl = new Kvctl(in, out);
        int code = new CommandLine(kvctl)
                .addSubcommand(new PutCommand(kvctl))
                .addSubcommand(new GetCommand(kvctl))
                .addSubcommand(new DelCommand(kvctl))
                .addSubcommand(new TxnCommand(kvctl))
                .addSubcommand(new StatusCommand(kvctl))
                .addSubcommand(new MembersCommand(kvctl))
                .addSubcommand(new MemberCommand(kvctl))
                .addSubcommand(new MoveLeaderCommand(kvctl))
                .registerConverter(Endpoint.class, Kvctl::endpoint)
                .registerConverter(Duration.class, Kvctl::duration)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(errors)
                .setParameterExceptionHandler(Kvctl::badUsage)
                .setExecutionExceptionHandler(Kvctl::failed)
                .execute(args);
        out.flush();
        return code;
    }

    KvClient connect() {
        return new KvClient(KvClientConfig.of(endpoints).requestTimeout(timeout));
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    /** The format asked for, or else {@code otherwise}. */
    Format format(Style otherwise) {
        Text text = hex ? Text.HEX : Text.RAW;
        return switch (style == null ? otherwise : style) {
            case SIMPLE -> new SimpleFormat(out, text);
            case TABLE -> new TableFormat(out, text);
            case JSON -> new JsonFormat(out);
        };
    }

    private static int badUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName(" ");
        command.getErr().println(name + ": " + e.getMessage() + "; see " + name + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (!(e instanceof KvException failure)) {
            throw e;
        }
        String kind = failure instanceof OutcomeUnknownException ? "outcome unknown: " : "";
        command.getErr().println(command.getCommandSpec().qualifiedName(" ") + ": " + kind + failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static Duration duration(String text) {
        Duration duration = Durations.parse(text);
        if (duration == null) {
            throw new CommandLine.TypeConversionException("\"" + text + "\" is not a time above 0 such as 500ms or 5s");
        }
        return duration;
    }

    /** Reads the version from the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Kvctl.class.getPackage().getImplementationVersion();
            return new String[] {"kvctl " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
