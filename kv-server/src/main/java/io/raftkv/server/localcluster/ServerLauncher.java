package io.raftkv.server.localcluster;

import io.raftkv.server.StartRefusedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts servers as processes that outlive whoever starts them.
 *
 * @param script the {@code kv-server} script, which becomes the server
 */
record ServerLauncher(Path script) {

    /** Set by the script {@code cluster}: the directory in which {@code kv-server} lies too. */
    static final String BIN_PROPERTY = "raftkv.bin";

    static ServerLauncher fromSystemProperty() {
        var bin = System.getProperty(BIN_PROPERTY);
        if (bin == null) {
            throw new StartRefusedException(
                    "the system property " + BIN_PROPERTY + " is not set: use kv-server/bin/cluster");
        }
        return new ServerLauncher(Path.of(bin, "kv-server"));
    }

    /**
     * Starts a server, whose output is added to its log file. {@code nohup} lets it live on when the terminal is closed; it
     * keeps its process id through all that.
     *
     * @param moreFlags beside those with which it always starts
     */
    ServerProcess start(LocalMember member, List<LocalMember> all, Path clusterDir, String... moreFlags) {
        var command = new ArrayList<String>();
        command.add("nohup");
        command.add(script.toString());
        command.addAll(member.serverFlags(clusterDir, all));
        command.addAll(List.of(moreFlags));
        try {
            Files.createDirectories(clusterDir);
            var process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            member.logFile(clusterDir).toFile()))
                    .start();
            return ServerProcess.of(process.toHandle());
        } catch (IOException e) {
            throw new StartRefusedException("cannot start " + member.name() + " with " + script + ": " + e, e);
        }
    }
}
