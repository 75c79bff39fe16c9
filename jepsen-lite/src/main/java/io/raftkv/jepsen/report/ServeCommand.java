package io.raftkv.jepsen.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code serve}: shows the reports under a directory until it is interrupted. */
@Command(name = "serve", description = "Shows the reports under a directory in a browser on this machine.")
public final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory with reports, at any depth up to 4.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port on loopback; 0 for any. Default: ${DEFAULT-VALUE}")
    private int port;

    /** For picocli, which fills it in. */
    public ServeCommand() {}

    /** Prints the address, and serves until the thread is interrupted or the process ends. */
    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), directory + " is not a directory");
        }
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port " + port + " is not from 0 to 65535");
        }
        try (var server = ReportServer.start(directory, port)) {
            spec.commandLine().getOut().println("Reports of " + directory + ": " + server.address() + " (Ctrl-C ends)");
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
