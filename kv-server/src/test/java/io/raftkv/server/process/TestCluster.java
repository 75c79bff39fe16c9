package io.raftkv.server.process;

import static org.awaitility.Awaitility.await;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.client.MemberStatus;
import io.raftkv.client.proto.etcdserverpb.HashKVResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Three servers on loopback that are one cluster. Used by one thread. */
final class TestCluster implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final ServerProcesses processes;
    private final List<TestMember> members;
    private final List<String> moreFlags;
    private final Map<TestMember, ServerProcess> running = new HashMap<>();
    private final KvClient statusClient;

    private TestCluster(ServerProcesses processes, List<TestMember> members, List<String> moreFlags) {
        this.processes = processes;
        this.members = members;
        this.moreFlags = moreFlags;
        this.statusClient = new KvClient(KvClientConfig.of(endpoints(members)).requestTimeout(Duration.ofSeconds(2)));
    }

    /** Starts a new cluster, and waits until all members agree on a leader. */
    static TestCluster start(ServerProcesses processes) {
        return start(processes, List.of());
    }

    /** The same, its members told more. */
    static TestCluster start(ServerProcesses processes, List<String> moreFlags) {
        var cluster = new TestCluster(processes, TestMember.several(3, processes.directory()), moreFlags);
        cluster.members.forEach(cluster::start);
        cluster.awaitCaughtUp();
        return cluster;
    }

    List<TestMember> members() {
        return members;
    }

    List<Endpoint> endpoints() {
        return endpoints(members);
    }

    private static List<Endpoint> endpoints(List<TestMember> members) {
        return members.stream().map(TestMember::endpoint).toList();
    }

    /** Starts a member that does not run; does not wait for it. */
    void start(TestMember member) {
        var flags = new ArrayList<>(member.flags(members));
        flags.addAll(moreFlags);
        running.put(member, processes.start(member.name(), flags));
    }

    /** Whether a member runs, be it paused. */
    boolean isRunning(TestMember member) {
        return running.containsKey(member);
    }

    /** Sends SIGSTOP to a member. */
    void pause(TestMember member) {
        process(member).pause();
    }

    /** Sends SIGCONT to a member. */
    void resume(TestMember member) {
        process(member).resume();
    }

    private ServerProcess process(TestMember member) {
        return Objects.requireNonNull(running.get(member), () -> member.name() + " does not run");
    }

    /** Sends SIGKILL to a member, and waits until the process is gone. */
    void kill(TestMember member) {
        running.remove(member).kill();
    }

    /** Sends SIGTERM to a member, waits until the process is gone, and tells its exit code. */
    int stop(TestMember member) {
        return running.remove(member).stop();
    }

    /** Sends SIGKILL to all members, without a wait between them. */
    void killAll() {
        running.values().parallelStream().forEach(ServerProcess::kill);
        running.clear();
    }

    /** Waits until all running members follow one leader, and tells which it is. */
    TestMember awaitLeader() {
        return await("a leader that all running members follow")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .until(this::leader, Optional::isPresent)
                .orElseThrow();
    }

    /** The one leader that all running members know, if they do. */
    private Optional<TestMember> leader() {
        requireAlive();
        var statuses = statuses();
        var leaders =
                statuses.values().stream().map(MemberStatus::leader).distinct().toList();
        if (statuses.size() < running.size() || leaders.size() != 1) {
            return Optional.empty();
        }
        return members.stream()
                .filter(member ->
                        statuses.containsKey(member) && statuses.get(member).isLeader())
                .findFirst();
    }

    /** Waits until all three members follow one leader and have applied what was in any log when this was called. */
    void awaitCaughtUp() {
        long target = statuses().values().stream()
                .mapToLong(MemberStatus::raftIndex)
                .max()
                .orElse(0);
        awaitLeader();
        await("all members have applied " + target + " log entries")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .until(() -> {
                    requireAlive();
                    var statuses = statuses();
                    return statuses.size() == members.size()
                            && statuses.values().stream().allMatch(status -> status.raftAppliedIndex() >= target);
                });
    }

    /** Waits until all three members have applied the same log, to its end. Ends only when nobody writes. */
    void awaitConverged() {
        await("all members have applied the whole log")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .until(() -> {
                    requireAlive();
                    var statuses = statuses();
                    return statuses.size() == members.size()
                            && statuses.values().stream()
                                            .flatMap(status ->
                                                    List.of(status.raftIndex(), status.raftAppliedIndex()).stream())
                                            .distinct()
                                            .count()
                                    == 1;
                });
    }

    /** The hash of a member's store at a revision. */
    HashKVResponse hashAt(TestMember member, long revision) {
        return StoreHash.at(member.endpoint(), revision);
    }

    /** What the members that answer say of themselves. */
    private Map<TestMember, MemberStatus> statuses() {
        var statuses = new HashMap<TestMember, MemberStatus>();
        for (var member : running.keySet()) {
            try {
                statuses.put(member, statusClient.status(member.endpoint()));
            } catch (KvException notYet) {
                // It is starting, or busy.
            }
        }
        return statuses;
    }

    /** A server that died by itself is a failure at once, not after the wait for it. */
    private void requireAlive() {
        running.forEach((member, process) -> {
            if (!process.isAlive()) {
                throw new AssertionError(
                        "server " + member.name() + " ended by itself, exit code " + process.awaitExit());
            }
        });
    }

    /** Ends the connections; the processes end with {@link ServerProcesses}. */
    @Override
    public void close() {
        statusClient.close();
    }
}
