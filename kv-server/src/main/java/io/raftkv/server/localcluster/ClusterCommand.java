package io.raftkv.server.localcluster;

import io.raftkv.server.StartRefusedException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command {@code cluster}: a cluster on this machine, and from another terminal what one may do to it. */
@Command(
        name = "cluster",
        description =
                "Starts a cluster of servers on this machine and shows what happens to it; Ctrl-C stops it. Its data "
                        + "stays. The subcommands are for another terminal; N is a server's name or number, such as n2 or 2.",
        synopsisSubcommandLabel = "[status | stop | kill N | pause N | resume N | restart N | rebuild N]",
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class ClusterCommand implements Callable<Integer> {

    private static final int OK = 0;
    private static final int REFUSED = 2;
    private static final int DEFAULT_SIZE = 3;

    private final PrintStream out = System.out;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ProcessCluster.DEFAULT_DIRECTORY,
            scope = ScopeType.INHERIT,
            description = "Where the servers keep data and logs. Default: ${DEFAULT-VALUE}")
    private Path dataDir = Path.of("");

    @Option(names = "--size", paramLabel = "N", description = "How many servers. Default: " + DEFAULT_SIZE)
    private @Nullable Integer size;

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "The first port; two for each server, one after the other. Default: 2379 and 2380, 22379 and "
                    + "22380, 32379 and 32380, as in etcd's example")
    private @Nullable Integer basePort;

    @Option(names = "--detach", description = "Return when the cluster is ready, and leave it running.")
    private boolean detach;

    @Option(
            names = "--in-process",
            description = "All servers in one JVM, for a debugger. No election while it holds all threads.")
    private boolean inProcess;

    @SuppressWarnings("unused")
    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "Print this help.")
    private boolean help;

    private ClusterCommand() {}

    /** Runs the command line; exits with 0, or with 2 and one line that says what is wrong. */
    public static void main(String[] arguments) {
        var commandLine = new CommandLine(new ClusterCommand())
                .setParameterExceptionHandler((bad, given) -> refuse(bad.getMessage() + ": see --help"))
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (failure instanceof StartRefusedException) {
                        return refuse(failure.getMessage());
                    }
                    throw failure;
                });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        var file = new ClusterFile(dataDir);
        var members = members(file);
        var foreground = new Foreground(members, out);
        if (inProcess) {
            return foreground.runInProcess(dataDir);
        }
        return detach ? foreground.startOnly(cluster()) : foreground.run(cluster());
    }

    @Command(description = "Shows each server: its process, who leads, how far it is.")
    int status() {
        var state = cluster().state();
        try (var view = new ClusterView(state.members())) {
            StatusTable.print(state, view.ask(), out);
        }
        return OK;
    }

    @Command(description = "Stops all servers.")
    int stop() {
        cluster().stop();
        out.println("stopped; the data stays in " + dataDir);
        return OK;
    }

    @Command(description = "Ends a server at once, as a power failure would.")
    int kill(@Parameters(paramLabel = "N") String server) {
        cluster().kill(server);
        return OK;
    }

    @Command(description = "Freezes a server.")
    int pause(@Parameters(paramLabel = "N") String server) {
        cluster().pause(server);
        return OK;
    }

    @Command(description = "Lets a frozen server go on.")
    int resume(@Parameters(paramLabel = "N") String server) {
        cluster().resume(server);
        return OK;
    }

    @Command(description = "Stops a server if it runs, and starts it.")
    int restart(@Parameters(paramLabel = "N") String server) {
        cluster().restart(server);
        return OK;
    }

    @Command(
            description =
                    "Stops a server if it runs, and has it begin anew as a member that gets its data from the others.")
    int rebuild(@Parameters(paramLabel = "N") String server) {
        cluster().rebuild(server);
        return OK;
    }

    private ProcessCluster cluster() {
        return new ProcessCluster(new ClusterFile(dataDir), ServerLauncher.fromSystemProperty(), out);
    }

    /** Data that is there belongs to servers of certain ports; without data, the flags decide. */
    private List<LocalMember> members(ClusterFile file) {
        int wantedSize = size == null ? DEFAULT_SIZE : size;
        var wanted = basePort == null ? Layout.likeEtcd(wantedSize) : Layout.from(basePort, wantedSize);
        var existing = file.read();
        if (existing.isEmpty()) {
            return wanted;
        }
        boolean chosen = size != null || basePort != null;
        var members = existing.get().members();
        if (chosen && !members.equals(wanted)) {
            throw new StartRefusedException("--data-dir " + dataDir + " holds a cluster of " + members.size()
                    + " servers whose first port is " + members.getFirst().clientPort()
                    + ": leave out --size and --base-port to start it, or choose another --data-dir");
        }
        return members;
    }

    private static int refuse(@Nullable String message) {
        System.err.println("cluster: " + message);
        return REFUSED;
    }
}
