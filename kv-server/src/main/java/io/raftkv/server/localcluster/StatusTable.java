package io.raftkv.server.localcluster;

import io.raftkv.client.MemberStatus;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints how the servers of a local cluster are. */
final class StatusTable {

    private static final String ROW = "%-5s %-8s %-8s %-17s %-9s %6s %10s %10s%n";

    private StatusTable() {}

    static void print(ClusterState state, Map<LocalMember, MemberStatus> statuses, PrintStream out) {
        out.printf(ROW, "NAME", "PROCESS", "PID", "ENDPOINT", "ROLE", "TERM", "APPLIED", "DB SIZE");
        for (var member : state.members()) {
            var status = statuses.get(member);
            out.printf(
                    ROW,
                    member.name(),
                    process(state, member),
                    state.process(member)
                            .map(process -> Long.toString(process.pid()))
                            .orElse("-"),
                    member.endpoint(),
                    role(status),
                    status == null ? "-" : Long.toString(status.raftTerm()),
                    status == null ? "-" : Long.toString(status.raftAppliedIndex()),
                    status == null ? "-" : Long.toString(status.dbSize()));
        }
    }

    private static String process(ClusterState state, LocalMember member) {
        var process = state.process(member);
        if (process.isEmpty()) {
            return "stopped";
        }
        if (!process.get().isAlive()) {
            return "dead";
        }
        return process.get().isPaused() ? "paused" : "running";
    }

    private static String role(@Nullable MemberStatus status) {
        if (status == null) {
            return "no answer";
        }
        if (status.isLeader()) {
            return "leader";
        }
        return status.leader() == 0 ? "no leader" : "follower";
    }
}
