package io.raftkv.server.localcluster;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the terminal shows while a cluster comes up: each server when it is ready, who leads, and what to do next. Called
 * again and again until everything is said.
 */
final class Announcements {

    private final List<LocalMember> members;
    private final PrintStream out;
    private final long startNanos = System.nanoTime();
    private final Set<LocalMember> ready = new HashSet<>();
    private boolean complete;

    Announcements(List<LocalMember> members, PrintStream out) {
        this.members = members;
        this.out = out;
    }

    /** Says what is new. */
    void update(ClusterView view) {
        if (complete) {
            return;
        }
        var statuses = view.ask();
        for (var member : statuses.keySet()) {
            if (ready.add(member)) {
                out.printf(Locale.ROOT, "%s ready after %s: %s%n", member.name(), elapsed(), member.clientUrl());
            }
        }
        var leader = ClusterView.leader(statuses);
        if (leader.isPresent() && ready.size() == members.size()) {
            complete = true;
            out.printf(
                    Locale.ROOT,
                    "%s leads (term %d); the cluster took %s%n",
                    leader.get().getKey().name(),
                    leader.get().getValue().raftTerm(),
                    elapsed());
            printWhatToTry();
        }
    }

    /** Whether all servers are ready and one leads, and that has been said. */
    boolean isComplete() {
        return complete;
    }

    private void printWhatToTry() {
        var endpoints = members.stream().map(LocalMember::endpoint).collect(Collectors.joining(","));
        out.println();
        out.println("endpoints: " + endpoints);
        out.println("try:");
        if (isOnPath("etcdctl")) {
            out.println("  ETCDCTL_API=3 etcdctl --endpoints=" + endpoints + " put greeting hello");
            out.println("  ETCDCTL_API=3 etcdctl --endpoints=" + endpoints + " get greeting");
        } else {
            out.println("  kv-client/bin/kvctl --endpoints=" + endpoints + " put greeting hello");
            out.println("  kv-client/bin/kvctl --endpoints=" + endpoints + " get greeting");
        }
        out.println();
    }

    private String elapsed() {
        return String.format(
                Locale.ROOT,
                "%.1f s",
                Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0);
    }

    private static boolean isOnPath(String program) {
        var path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
