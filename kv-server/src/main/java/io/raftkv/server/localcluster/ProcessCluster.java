package io.raftkv.server.localcluster;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.server.StartRefusedException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The servers of a local cluster as processes: starts and stops them, and keeps their file up to date. */
final class ProcessCluster {

    static final String DEFAULT_DIRECTORY = "raft-kv.data";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final ClusterFile file;
    private final ServerLauncher launcher;
    private final PrintStream out;

    ProcessCluster(ClusterFile file, ServerLauncher launcher, PrintStream out) {
        this.file = file;
        this.launcher = launcher;
        this.out = out;
    }

    /**
     * Starts all servers. Returns when their processes run, long before they are ready.
     *
     * @throws StartRefusedException when some of them run already, or a port is taken
     */
    void start(List<LocalMember> members) {
        requireNoneRuns();
        Layout.requireFreePorts(members, directory());
        var state = ClusterState.stopped(members);
        file.write(state);
        for (var member : members) {
            state = state.with(member, launcher.start(member, members, directory()));
            file.write(state);
            out.println(member.name() + " starts: pid "
                    + state.process(member).orElseThrow().pid() + ", log " + member.logFile(directory()));
        }
    }

    /** Stops all servers that run, and returns when they are gone. */
    void stop() {
        var state = state();
        // First the file: who watches the processes then knows that their end is meant.
        file.write(ClusterState.stopped(state.members()));
        state.processes().values().forEach(ServerProcess::terminate);
        for (var member : state.members()) {
            state.process(member).ifPresent(process -> {
                if (!process.awaitEnd(STOP_PATIENCE)) {
                    process.kill();
                    out.println(
                            member.name() + " did not stop within " + STOP_PATIENCE.toSeconds() + " s and was killed");
                }
            });
        }
    }

    /** Ends a server without notice, as a power failure would. */
    void kill(String name) {
        var member = state().member(name);
        var process = requireRunning(member);
        process.kill();
        process.awaitEnd(STOP_PATIENCE);
        out.println(member.name() + " is killed; bring it back with: " + command("restart " + member.name()));
    }

    /** Freezes a server: its connections stay, but it neither answers nor sends. */
    void pause(String name) {
        var member = state().member(name);
        requireRunning(member).signal(ServerProcess.Signal.STOP);
        out.println(member.name() + " is paused; let it go on with: " + command("resume " + member.name()));
    }

    /** Lets a frozen server go on. */
    void resume(String name) {
        var member = state().member(name);
        requireRunning(member).signal(ServerProcess.Signal.CONT);
        out.println(member.name() + " goes on");
    }

    /** Stops a server if it runs, and starts it again with its data. */
    void restart(String name) {
        var process = startAgain(name);
        var member = state().member(name);
        out.println(member.name() + " starts again: pid " + process.pid() + ", log " + member.logFile(directory()));
    }

    /** Stops a server if it runs, and has it become a new member that gets its data from the others. */
    void rebuild(String name) {
        var member = state().member(name);
        long id = idOf(member);
        var process = startAgain(name, "--rebuild-from-peers=" + Long.toHexString(id));
        out.println(member.name() + " is rebuilt from the others: pid " + process.pid() + ", log "
                + member.logFile(directory()) + "; its former data is kept in "
                + member.dataDir(directory()).resolve("damaged-*"));
    }

    /** The others are asked, since the server's own data may not say it any more. */
    private long idOf(LocalMember member) {
        var others = state().members().stream()
                .filter(other -> !other.equals(member))
                .map(other -> Endpoint.parse(other.endpoint()))
                .toList();
        if (others.isEmpty()) {
            throw new StartRefusedException(member.name() + " is the only server: nobody has its data");
        }
        try (var client = new KvClient(KvClientConfig.of(others))) {
            return client.memberList().members().stream()
                    .filter(listed -> listed.peerUrls().contains(member.peerUrl()))
                    .findFirst()
                    .orElseThrow(() -> new StartRefusedException(member.name() + " is no member of the cluster"))
                    .id();
        } catch (KvException noAnswer) {
            throw new StartRefusedException(
                    "the other servers cannot say which member " + member.name() + " is: " + noAnswer.getMessage(),
                    noAnswer);
        }
    }

    private ServerProcess startAgain(String name, String... moreFlags) {
        var state = state();
        var member = state.member(name);
        state.process(member).ifPresent(process -> {
            process.terminate();
            if (!process.awaitEnd(STOP_PATIENCE)) {
                process.kill();
                process.awaitEnd(STOP_PATIENCE);
            }
        });
        Layout.requireFreePorts(List.of(member), directory());
        var process = launcher.start(member, state.members(), directory(), moreFlags);
        file.write(state.with(member, process));
        return process;
    }

    /**
     * What is running.
     *
     * @throws StartRefusedException when no cluster was ever started in the directory
     */
    ClusterState state() {
        return file.read()
                .orElseThrow(() -> new StartRefusedException(
                        "there is no cluster in " + directory().toAbsolutePath().normalize()
                                + ": start one, or name its directory with --data-dir"));
    }

    Path directory() {
        return file.directory();
    }

    /** What to type for a subcommand on this cluster. */
    String command(String subcommand) {
        var flag = directory().equals(Path.of(DEFAULT_DIRECTORY)) ? "" : " --data-dir=" + directory();
        return "kv-server/bin/cluster " + subcommand + flag;
    }

    private void requireNoneRuns() {
        file.read().ifPresent(state -> {
            var running = state.members().stream()
                    .filter(state::isAlive)
                    .map(LocalMember::name)
                    .toList();
            if (!running.isEmpty()) {
                throw new StartRefusedException("the cluster in " + directory() + " is running already ("
                        + String.join(", ", running) + "): stop it with '" + command("stop") + "', or choose another "
                        + "--data-dir and --base-port");
            }
        });
    }

    private ServerProcess requireRunning(LocalMember member) {
        return state().process(member)
                .filter(ServerProcess::isAlive)
                .orElseThrow(() -> new StartRefusedException(
                        member.name() + " is not running: start it with: " + command("restart " + member.name())));
    }
}
