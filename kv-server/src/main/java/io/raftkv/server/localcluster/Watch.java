package io.raftkv.server.localcluster;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Follows a running cluster in a terminal: important lines of the servers' logs, servers that die, and servers that another
 * terminal restarted. The others go on whatever happens to one.
 */
final class Watch {

    private static final int STEP_MILLIS = 200;

    private final ProcessCluster cluster;
    private final PrintStream out;
    private final Map<LocalMember, LogTail> logs = new LinkedHashMap<>();
    private final Map<LocalMember, ServerProcess> alive = new HashMap<>();

    private boolean logsShown;

    /** Made before the servers start, so that it sees all that they log. */
    Watch(ProcessCluster cluster, List<LocalMember> members, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
        members.forEach(member -> logs.put(member, new LogTail(member.logFile(cluster.directory()))));
    }

    /** Notices the processes that were just started, so that the end of one is news. */
    void begin() {
        var state = cluster.state();
        state.members().forEach(member -> state.process(member).ifPresent(process -> alive.put(member, process)));
    }

    /**
     * From now on shows important lines of the logs. While a cluster comes up, servers that do not reach each other yet and
     * elections are no news.
     */
    void showLogs() {
        logsShown = true;
    }

    /** Waits a moment, and tells what happened. */
    void step() throws InterruptedException {
        Thread.sleep(STEP_MILLIS);
        tellNewLines();
        var state = cluster.state();
        for (var member : state.members()) {
            var watched = alive.get(member);
            if (watched != null && !watched.isAlive()) {
                alive.remove(member);
                tellNewLines();
                if (state.process(member).equals(Optional.of(watched))) {
                    out.println(member.name() + " died (pid " + watched.pid() + "); its last line: "
                            + Objects.requireNonNull(logs.get(member)).lastLine());
                }
            }
            var current = state.process(member);
            if (current.isPresent() && current.get().isAlive() && !current.get().equals(alive.get(member))) {
                alive.put(member, current.get());
                out.println(member.name() + " runs again (pid " + current.get().pid() + ")");
            }
        }
    }

    /** Whether somebody has stopped the cluster on purpose. */
    boolean isStopped() {
        return cluster.state().processes().isEmpty();
    }

    /** Whether no server is left. */
    boolean isDead() {
        return alive.isEmpty();
    }

    private void tellNewLines() {
        logs.forEach((member, log) -> log.newLines().stream()
                .filter(line -> logsShown && LogTail.isImportant(line))
                .forEach(line -> out.println(member.name() + "| " + line)));
    }
}
