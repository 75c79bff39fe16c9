package io.raftkv.server.localcluster;

import io.raftkv.server.StartRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A local cluster: its servers, and the processes in which they run.
 *
 * @param members in the order of their numbers
 * @param processes by name; a server that was stopped on purpose, or never started, has none, and one that died still has
 *     the process that it was
 */
record ClusterState(List<LocalMember> members, Map<String, ServerProcess> processes) {

    ClusterState {
        members = List.copyOf(members);
        processes = Map.copyOf(processes);
    }

    /** None of these servers runs. */
    static ClusterState stopped(List<LocalMember> members) {
        return new ClusterState(members, Map.of());
    }

    Optional<ServerProcess> process(LocalMember member) {
        return Optional.ofNullable(processes.get(member.name()));
    }

    boolean isAlive(LocalMember member) {
        return process(member).map(ServerProcess::isAlive).orElse(false);
    }

    ClusterState with(LocalMember member, ServerProcess process) {
        var changed = new TreeMap<>(processes);
        changed.put(member.name(), process);
        return new ClusterState(members, changed);
    }

    /**
     * The server that a command line names: {@code n2}, or {@code 2}.
     *
     * @throws StartRefusedException when there is none
     */
    LocalMember member(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name) || member.name().equals("n" + name))
                .findFirst()
                .orElseThrow(() -> new StartRefusedException("there is no server '" + name + "', only "
                        + String.join(
                                ", ", members.stream().map(LocalMember::name).toList())));
    }
}
