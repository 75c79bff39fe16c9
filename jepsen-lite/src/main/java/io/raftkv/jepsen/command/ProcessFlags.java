package io.raftkv.jepsen.command;

import io.raftkv.client.Endpoint;
import io.raftkv.jepsen.process.ProcessOptions;
import io.raftkv.jepsen.process.ProcessOptions.ClockKind;
import io.raftkv.jepsen.process.ProcessOptions.NetworkKind;
import io.raftkv.jepsen.process.Program;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a run that say how servers run as processes. */
final class ProcessFlags {

    @Option(
            names = "--target",
            defaultValue = "raftkv",
            paramLabel = "PROGRAM",
            description = "with --world process, what is tested: raftkv, or etcd (default: ${DEFAULT-VALUE})")
    private String target = "";

    @Option(
            names = "--command",
            paramLabel = "COMMAND",
            description = "what starts a server of another --target, to which etcd's flags are added (default: etcd)")
    private @Nullable String command;

    @Option(
            names = "--endpoints",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "with --target etcd, servers that run already, of a new and empty cluster; they are asked, and"
                            + " otherwise left alone")
    private List<String> endpoints = List.of();

    @Option(
            names = "--network",
            defaultValue = "proxy",
            paramLabel = "KIND",
            description =
                    "with --world process, how links are broken: proxy (a proxy on each), or namespaces (of Linux,"
                            + " as root) (default: ${DEFAULT-VALUE})")
    private String network = "";

    @Option(
            names = "--clocks",
            defaultValue = "server",
            paramLabel = "KIND",
            description = "with --world process, how clocks are set: server (by a request to it), or faketime (by"
                    + " libfaketime) (default: ${DEFAULT-VALUE})")
    private String clocks = "";

    /**
     * What they say.
     *
     * @param logs where what the servers printed is kept; null when it is not
     * @throws IllegalArgumentException saying which flag is wrong, and what it may be
     */
    ProcessOptions options(@Nullable Path logs) {
        return new ProcessOptions(program(), networkKind(), clockKind(), logs);
    }

    /** How many servers run already; 0 when the tester starts them. */
    int howManyRun() {
        return endpoints.size();
    }

    /** As they must be given to do the same again, each after a blank. */
    String text() {
        var text = new StringBuilder();
        if (!target.equals("raftkv")) {
            text.append(" --target ").append(target);
        }
        if (command != null) {
            text.append(" --command '").append(command).append('\'');
        }
        if (!endpoints.isEmpty()) {
            text.append(" --endpoints ").append(String.join(",", endpoints));
        }
        if (!network.equals("proxy")) {
            text.append(" --network ").append(network);
        }
        if (!clocks.equals("server")) {
            text.append(" --clocks ").append(clocks);
        }
        return text.toString();
    }

    private Program program() {
        return switch (target) {
            case "raftkv" -> {
                if (command != null || !endpoints.isEmpty()) {
                    throw new IllegalArgumentException("--command and --endpoints are for --target etcd");
                }
                yield new Program.RaftKv();
            }
            case "etcd" -> endpoints.isEmpty() ? started() : running();
            default -> throw new IllegalArgumentException("there is no target '" + target + "', only raftkv, etcd");
        };
    }

    private Program started() {
        return new Program.Foreign(
                command == null ? List.of("etcd") : List.of(command.strip().split("\\s+")));
    }

    private Program running() {
        if (command != null) {
            throw new IllegalArgumentException("--endpoints is for servers that run, --command starts them");
        }
        return new Program.Running(endpoints.stream().map(Endpoint::parse).toList());
    }

    private NetworkKind networkKind() {
        return switch (network) {
            case "proxy" -> NetworkKind.PROXY;
            case "namespaces" -> NetworkKind.NAMESPACES;
            default ->
                throw new IllegalArgumentException("there is no network '" + network + "', only proxy, namespaces");
        };
    }

    private ClockKind clockKind() {
        return switch (clocks) {
            case "server" -> ClockKind.SERVER;
            case "faketime" -> ClockKind.FAKETIME;
            default ->
                throw new IllegalArgumentException("there are no clocks '" + clocks + "', only server, faketime");
        };
    }
}
