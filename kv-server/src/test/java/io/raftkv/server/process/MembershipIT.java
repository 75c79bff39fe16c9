package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.raftkv.client.Endpoint;
import io.raftkv.client.Get;
import io.raftkv.client.KeyRange;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import io.raftkv.client.Member;
import io.raftkv.client.MemberStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A cluster of real processes that changes all its members one after the other while clients write, as it does over the years:
 * it grows, shrinks, loses a member for good and has another one rebuilt, and hands its leadership over.
 */
class MembershipIT {

    private static final int WRITERS = 8;

    private static final int REFUSED = 2;
    private static final int REMOVED = 4;

    /** Small, so that whoever joins finds the beginning of the log gone and needs a snapshot. */
    private static final List<String> SHORT_LOG = List.of("--snapshot-count=1000", "--snapshot-catchup-entries=200");

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    /** Those that run and are members, in the order in which they joined. */
    private final Map<TestMember, ServerProcess> running = new LinkedHashMap<>();

    private List<TestMember> everybody = List.of();
    private KvClient admin;

    @Test
    @Timeout(240)
    void clientsWriteOnWhileEveryMemberIsReplaced() throws IOException {
        everybody = TestMember.several(6, processes.directory());
        var endpoints = everybody.stream().map(TestMember::endpoint).toList();
        var founders = everybody.subList(0, 3);
        founders.forEach(member -> running.put(member, start(member, founders)));
        try (var client = new KvClient(KvClientConfig.of(endpoints).requestTimeout(REQUEST_TIMEOUT))) {
            admin = client;
            leader();
            replaceEverybody(endpoints);
        }
    }

    private void replaceEverybody(List<Endpoint> endpoints) throws IOException {
        try (var writers = SteadyWriters.start(WRITERS, endpoints)) {
            awaitWrites(writers.begin("three members"), 2_000);

            var growing = writers.begin("grow to five");
            join(everybody.get(3));
            join(everybody.get(4));
            awaitWrites(growing, 100);

            var withoutLeader = writers.begin("remove the leader");
            remove(leader());
            awaitWrites(withoutLeader, 100);

            var shrinking = writers.begin("remove a follower");
            remove(follower());
            awaitWrites(shrinking, 100);

            var replacing = writers.begin("replace a killed follower");
            var killed = follower();
            Objects.requireNonNull(running.remove(killed)).kill();
            admin.memberRemove(idOf(killed));
            join(everybody.get(5));
            awaitWrites(replacing, 100);

            var rebuilding = writers.begin("rebuild a damaged follower");
            damageAndRebuild(follower());
            awaitWrites(rebuilding, 100);

            var moving = writers.begin("move the leader");
            moveLeader();
            awaitWrites(moving, 100);

            var leavingUntold = writers.begin("remove a paused follower");
            removePaused(follower());
            awaitWrites(leavingUntold, 100);
            writers.stop();

            writers.phases().forEach((name, phase) -> System.out.println(name + ": " + phase));
            assertThat(growing.failures())
                    .as("failed writes while the cluster grew")
                    .isZero();
            assertThat(writers.phases().values())
                    .allSatisfy(phase -> assertThat(phase.failures()).isLessThanOrEqualTo(2 * WRITERS));
            everythingAcknowledgedIsThere(writers.acknowledged());
            everyMemberHasTheSameStore();
        }
    }

    private ServerProcess start(TestMember member, List<TestMember> others, String... more) {
        var flags = member.flags(others, more);
        flags.addAll(SHORT_LOG);
        return processes.start(member.name(), flags);
    }

    private static void awaitWrites(SteadyWriters.Phase phase, int howMany) {
        await(howMany + " writes").atMost(ServerProcess.PATIENCE).until(() -> phase.writes() >= howMany);
    }

    /** Adds a member and starts it; it becomes a voter by itself. */
    private void join(TestMember member) {
        long id = admin.memberAdd(List.of(member.peerUrl()), Member.Role.VOTER)
                .member()
                .id();
        var known = new ArrayList<>(running.keySet());
        known.add(member);
        running.put(member, start(member, known, "--initial-cluster-state=existing"));
        awaitVoter(id);
    }

    private void awaitVoter(long id) {
        await("member " + Long.toHexString(id) + " votes")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .ignoreExceptionsInstanceOf(KvException.class)
                .until(() -> {
                    requireAlive();
                    return admin.memberList().members().stream()
                            .anyMatch(member -> member.id() == id && member.role() == Member.Role.VOTER);
                });
    }

    /** The server finds out by itself, and ends. */
    private void remove(TestMember member) {
        long id = idOf(member);
        var process = Objects.requireNonNull(running.remove(member));
        admin.memberRemove(id);
        assertThat(process.awaitExit()).isEqualTo(REMOVED);
        assertThat(process.output())
                .filteredOn(line -> line.contains("this member was removed from the cluster"))
                .hasSize(1);
    }

    /** Those who remain do not talk to it any more, so it has to ask them. */
    private void removePaused(TestMember member) {
        long id = idOf(member);
        var process = Objects.requireNonNull(running.remove(member));
        process.pause();
        var others = running.keySet().stream().map(TestMember::endpoint).toList();
        try (var client = new KvClient(KvClientConfig.of(others).requestTimeout(REQUEST_TIMEOUT))) {
            client.memberRemove(id);
        }
        process.resume();
        assertThat(process.awaitExit()).isEqualTo(REMOVED);
    }

    private void damageAndRebuild(TestMember member) throws IOException {
        long formerId = idOf(member);
        var others = new ArrayList<>(running.keySet());
        assertThat(Objects.requireNonNull(running.remove(member)).stop()).isZero();
        flipByteInTheLog(member.dataDir().resolve("raft").resolve("log"));

        var refused = start(member, others);
        assertThat(refused.awaitExit()).isEqualTo(REFUSED);
        assertThat(refused.output().getLast()).contains("damaged").contains("'A damaged member'");

        running.put(member, start(member, others, "--rebuild-from-peers=" + Long.toHexString(formerId)));
        await("the rebuilt member answers")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .ignoreExceptionsInstanceOf(KvException.class)
                .until(() -> {
                    requireAlive();
                    return admin.status(member.endpoint()).header().memberId() != formerId;
                });
        long id = idOf(member);
        awaitVoter(id);
        await("the rebuilt member has caught up")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .until(() -> admin.status(member.endpoint()).raftAppliedIndex()
                        >= admin.status(leader().endpoint()).raftIndex() - 1_000);
        assertThat(admin.memberList().members()).extracting(Member::id).doesNotContain(formerId);
    }

    private static void flipByteInTheLog(Path log) throws IOException {
        try (var files = Files.list(log)) {
            for (var file : files.sorted().toList()) {
                var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                int at = text.indexOf("value of writer");
                if (at > 0) {
                    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.wrap(new byte[] {(byte) (text.charAt(at) ^ 1)}), at);
                    }
                    return;
                }
            }
        }
        throw new AssertionError("there is no write in the log " + log);
    }

    private void moveLeader() {
        var leader = leader();
        var target = follower();
        admin.moveLeader(leader.endpoint(), idOf(target));
        await("the leadership has moved").atMost(ServerProcess.PATIENCE).until(() -> leader().equals(target));
    }

    private TestMember leader() {
        return await("a leader")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(POLL_INTERVAL)
                .until(
                        () -> running.keySet().stream()
                                .filter(member -> status(member)
                                        .filter(MemberStatus::isLeader)
                                        .isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The follower that has been a member for the longest time. */
    private TestMember follower() {
        var leader = leader();
        return running.keySet().stream()
                .filter(member -> !member.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private long idOf(TestMember member) {
        return admin.memberList().members().stream()
                .filter(listed -> listed.peerUrls().contains(member.peerUrl()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private Optional<MemberStatus> status(TestMember member) {
        try {
            return Optional.of(admin.status(member.endpoint()));
        } catch (KvException busy) {
            return Optional.empty();
        }
    }

    private void requireAlive() {
        running.forEach((member, process) -> {
            if (!process.isAlive()) {
                throw new AssertionError(
                        member.name() + " ended by itself: " + process.output().getLast());
            }
        });
    }

    private void everythingAcknowledgedIsThere(Map<String, String> acknowledged) {
        var found = new LinkedHashMap<String, String>();
        for (int writer = 0; writer < WRITERS; writer++) {
            admin.get(Get.of(KeyRange.prefix("writer-" + writer + "-")))
                    .pairs()
                    .forEach(pair ->
                            found.put(pair.key().toStringUtf8(), pair.value().toStringUtf8()));
        }
        assertThat(found).containsAllEntriesOf(acknowledged);
    }

    private void everyMemberHasTheSameStore() {
        long revision = admin.get("any").header().revision();
        for (var member : running.keySet()) {
            await(member.name() + " has everything")
                    .atMost(ServerProcess.PATIENCE)
                    .until(() -> admin.status(member.endpoint()).header().revision() >= revision);
        }
        var hashes = running.keySet().stream()
                .map(member -> StoreHash.at(member.endpoint(), revision).getHash())
                .toList();
        assertThat(hashes).hasSize(2).containsOnly(hashes.getFirst());
    }
}
