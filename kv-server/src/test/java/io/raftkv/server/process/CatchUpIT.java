package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.client.Member;
import io.raftkv.client.MemberStatus;
import io.raftkv.client.Put;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A member that has lost everything gets it back from the others by a snapshot, while clients write. A small store here;
 * {@code -Draftkv.catchup.mebibytes=1024 -Draftkv.catchup.kills=20 -Draftkv.catchup.seconds=15} for a large one.
 */
class CatchUpIT {

    private static final long STORE_BYTES = Long.getLong("raftkv.catchup.mebibytes", 64) << 20;
    private static final int KILLS = Integer.getInteger("raftkv.catchup.kills", 3);

    /** How long clients write before the loss and after the recovery, for the latencies to compare. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(Long.getLong("raftkv.catchup.seconds", 2));

    /** Somewhat more than it takes for a snapshot to arrive and be installed: kills fall into all of that. */
    private static final Duration INSTALLATION = Duration.ofMillis(300).plusMillis(1000 * STORE_BYTES / (150 << 20));

    private static final int PAIRS = 1 << 14;
    private static final int PUTS_AT_ONCE = 64;
    private static final int WRITERS = 4;

    /** Less than there is in the store, so that whoever has nothing finds the beginning of the log gone. */
    private static final List<String> SHORT_LOG = List.of("--snapshot-count=5000", "--snapshot-catchup-entries=1000");

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How far behind the leader a member may be that counts as one that keeps up, in entries. */
    private static final long KEEPS_UP = 1_000;

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    private final SplittableRandom random = new SplittableRandom(Long.getLong("raftkv.catchup.seed", 1));
    private final Map<TestMember, ServerProcess> running = new LinkedHashMap<>();
    private List<TestMember> members = List.of();
    private KvClient client;

    @BeforeEach
    void startAndFill() {
        members = TestMember.several(3, processes.directory());
        members.forEach(member -> running.put(member, start(member)));
        client = new KvClient(KvClientConfig.of(endpoints()).requestTimeout(REQUEST_TIMEOUT));
        leader();
        fill();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void wipedMemberCatchesUpWhileClientsWrite() throws IOException {
        var wiped = follower();
        try (var writers = SteadyWriters.start(WRITERS, endpoints())) {
            writers.begin("before");
            letPass(UNDISTURBED);
            wipe(wiped);
            writers.begin("one member wiped, not back yet");
            letPass(UNDISTURBED);
            var during = writers.begin("while it catches up");
            long begin = System.nanoTime();
            bringBack(wiped);
            awaitKeepsUp(wiped);
            double seconds = (System.nanoTime() - begin) / 1e9;
            writers.begin("after");
            letPass(UNDISTURBED);
            writers.stop();

            System.out.printf(
                    "a wiped member caught up with %d MiB in %.1f s, its start included%n", STORE_BYTES >> 20, seconds);
            writers.phases().forEach((name, phase) -> System.out.println(name + ": " + phase));
            assertThat(during.failures()).as("failed writes meanwhile").isZero();
        }
        assertThat(snapshotsInstalledBy(wiped)).as("snapshots that it needed").isEqualTo(1);
    }

    @Test
    void memberKilledWhileItInstallsASnapshotGetsItInTheEnd() throws IOException {
        var victim = follower();
        for (int kill = 1; kill <= KILLS; kill++) {
            wipe(victim);
            var process = bringBack(victim);
            int linesBefore = process.output().size();
            await("a snapshot arrives").atMost(PATIENCE).until(() -> {
                requireAlive();
                return process.output().stream()
                        .skip(linesBefore)
                        .anyMatch(line -> line.contains("receives a snapshot"));
            });
            long delayMicros = random.nextLong(INSTALLATION.toNanos() / 1_000);
            await().pollDelay(delayMicros, TimeUnit.MICROSECONDS)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> true);
            boolean installed =
                    process.output().stream().skip(linesBefore).anyMatch(line -> line.contains("installed a snapshot"));
            process.kill();
            running.put(victim, start(victim, "--initial-cluster-state=existing"));
            awaitKeepsUp(victim);
            System.out.printf(
                    "kill %d of %d, %.0f ms after the snapshot began to arrive (%s): it has caught up%n",
                    kill, KILLS, delayMicros / 1e3, installed ? "installed before" : "not yet installed");
        }
        everyMemberHasTheSameStore();
    }

    private List<Endpoint> endpoints() {
        return members.stream().map(TestMember::endpoint).toList();
    }

    private ServerProcess start(TestMember member, String... more) {
        var flags = member.flags(members, more);
        flags.addAll(SHORT_LOG);
        return processes.start(member.name(), flags);
    }

    /** Puts as many values at once as the cluster takes well. */
    private void fill() {
        var value = new byte[(int) (STORE_BYTES / PAIRS)];
        var room = new Semaphore(PUTS_AT_ONCE);
        var puts = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < PAIRS; i++) {
            random.nextBytes(value); // which nothing can compress
            room.acquireUninterruptibly();
            puts.add(client.putAsync(Put.of(ByteString.copyFromUtf8("filled-" + i), ByteString.copyFrom(value)))
                    .whenComplete((result, failure) -> room.release()));
        }
        CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).join();
    }

    private static void letPass(Duration duration) {
        await().pollDelay(duration).atMost(duration.plus(PATIENCE)).until(() -> true);
    }

    /** Its process is killed, its data is deleted, and so it must not be the member any more that it was. */
    private void wipe(TestMember member) throws IOException {
        Objects.requireNonNull(running.remove(member)).kill();
        try (var files = Files.walk(member.dataDir())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        client.memberRemove(idOf(member));
    }

    private ServerProcess bringBack(TestMember member) {
        client.memberAdd(List.of(member.peerUrl()), Member.Role.VOTER);
        var process = start(member, "--initial-cluster-state=existing");
        running.put(member, process);
        return process;
    }

    private void awaitKeepsUp(TestMember member) {
        await(member.name() + " votes and keeps up")
                .atMost(PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .ignoreExceptionsInstanceOf(KvException.class)
                .until(() -> {
                    requireAlive();
                    boolean votes = client.memberList().members().stream()
                            .anyMatch(listed ->
                                    listed.peerUrls().contains(member.peerUrl()) && listed.role() == Member.Role.VOTER);
                    return votes
                            && client.status(member.endpoint()).raftAppliedIndex()
                                    >= client.status(leader().endpoint()).raftIndex() - KEEPS_UP;
                });
    }

    private static long snapshotsInstalledBy(TestMember member) {
        return ServerProcess.linesOf(member.dataDir().resolveSibling(member.name() + ".log")).stream()
                .filter(line -> line.contains("installed a snapshot"))
                .count();
    }

    private TestMember leader() {
        return await("a leader")
                .atMost(PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .until(() -> running.keySet().stream().filter(this::leads).toList(), leaders -> leaders.size() == 1)
                .getFirst();
    }

    private boolean leads(TestMember member) {
        try {
            MemberStatus status = client.status(member.endpoint());
            return status.isLeader();
        } catch (KvException notYet) {
            return false;
        }
    }

    private TestMember follower() {
        var leader = leader();
        return members.stream()
                .filter(member -> !member.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private long idOf(TestMember member) {
        return client.memberList().members().stream()
                .filter(listed -> listed.peerUrls().contains(member.peerUrl()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private void requireAlive() {
        running.forEach((member, process) -> {
            if (!process.isAlive()) {
                throw new AssertionError(
                        member.name() + " ended by itself: " + process.output().getLast());
            }
        });
    }

    private void everyMemberHasTheSameStore() {
        long revision = client.get("filled-0").header().revision();
        var hashes = members.stream()
                .map(member -> await("the hash of " + member.name())
                        .atMost(PATIENCE)
                        .pollInterval(POLL_INTERVAL)
                        .until(
                                () -> StoreHash.at(member.endpoint(), revision),
                                hash -> hash.getHashRevision() == revision)
                        .getHash())
                .toList();
        assertThat(hashes).hasSize(3).containsOnly(hashes.getFirst());
    }
}
