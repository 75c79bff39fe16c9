package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.raftkv.client.KvClient;
import io.raftkv.client.Member;
import io.raftkv.client.RequestRefusedException;
import io.raftkv.server.TestServers.Place;
import io.raftkv.server.enrolment.Enrolment;
import io.raftkv.server.enrolment.MemberRemovedException;
import io.raftkv.server.enrolment.PeerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of members, as clients ask for them and as servers live through them; all servers in this JVM. */
class MembershipTest {

    @TempDir
    Path directory;

    private TestServers servers;
    private Place first;
    private List<Place> founders;

    @BeforeEach
    void form() throws IOException {
        servers = new TestServers(directory);
        first = TestServers.place("n1");
        founders = List.of(first, TestServers.place("n2"), TestServers.place("n3"));
    }

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void whoIsAddedAndStartedCatchesUpAndVotesByItself() throws IOException {
        servers.form(List.of(first));
        try (var client = TestServers.client(List.of(first))) {
            client.put("before", "1");
            var second = TestServers.place("n2");

            var added = client.memberAdd(List.of(second.peerUrl().toString()), Member.Role.VOTER);
            assertThat(added.member().name()).isEmpty();
            assertThat(added.member().peerUrls())
                    .containsExactly(second.peerUrl().toString());
            assertThat(added.members()).hasSize(2);

            var joined = servers.start(second, ServerConfig.Start.EXISTING, List.of(first));
            assertThat(joined.identity().memberId()).isEqualTo(added.member().id());
            TestServers.awaitRole(client, added.member().id(), Member.Role.VOTER);
            assertThat(nameOf(client, added.member().id())).isEqualTo("n2");
            try (var there = TestServers.client(List.of(second))) {
                assertThat(Objects.requireNonNull(there.get("before").first())
                                .value()
                                .toStringUtf8())
                        .isEqualTo("1");
            }

            servers.stop(second);
            servers.start(second, ServerConfig.Start.EXISTING, List.of());
            client.put("after", "the restart, for which nobody has to be asked");
        }
    }

    @Test
    void aServerThatNobodyAddedIsToldToAddIt() throws IOException {
        servers.form(List.of(first));
        var stranger = TestServers.place("n2");

        assertThatThrownBy(() -> servers.start(stranger, ServerConfig.Start.EXISTING, List.of(first)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("has the peer URL " + stranger.peerUrl())
                .hasMessageContaining("kvctl member add --peer-urls=" + stranger.peerUrl())
                .hasMessageContaining("n1=" + first.peerUrl())
                .message()
                .hasLineCount(1);
        assertThatThrownBy(() -> servers.start(stranger, ServerConfig.Start.EXISTING, List.of()))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("--initial-cluster names nobody but this server");
        servers.stop(first);
        assertThatThrownBy(() -> servers.start(stranger, ServerConfig.Start.EXISTING, List.of(first)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith(
                        "no member of --initial-cluster could tell this server who it is: " + first.peerUrl() + ": ");
    }

    @Test
    void whoIsRemovedStopsAndMayNotComeBack() {
        servers.form(founders);
        try (var client = TestServers.client(founders)) {
            var leader = TestServers.awaitLeader(client, founders);
            var others = without(leader);
            long id = servers.server(leader).identity().memberId();

            try (var elsewhere = TestServers.client(others)) {
                var left = elsewhere.memberRemove(id);

                assertThat(left.members()).extracting(Member::name).doesNotContain(leader.name());
                await().until(() ->
                        servers.server(leader).removal().toCompletableFuture().isDone());
                elsewhere.put("still", "works");
            }
            servers.stop(leader);
            assertThatThrownBy(() -> servers.start(leader, ServerConfig.Start.NEW, founders))
                    .isInstanceOf(MemberRemovedException.class)
                    .hasMessageContaining("was removed from the cluster");
        }
    }

    @Test
    void whoWasRemovedWhileItWasDownIsToldSoWhenItComesBack() {
        servers.form(founders);
        var absent = founders.getLast();
        long id = servers.server(absent).identity().memberId();
        servers.stop(absent);
        try (var client = TestServers.client(without(absent))) {
            client.memberRemove(id);
            client.put("a", "1");

            assertThatThrownBy(() -> servers.start(absent, ServerConfig.Start.NEW, founders))
                    .isInstanceOf(MemberRemovedException.class);
        }
    }

    @Test
    void noIdIsEverUsedAgain() throws IOException {
        servers.form(List.of(first));
        try (var client = TestServers.client(List.of(first))) {
            var ids = new ArrayList<Long>();
            var urls = List.of(TestServers.place("n2").peerUrl().toString());
            for (int i = 0; i < 3; i++) {
                long id = client.memberAdd(urls, Member.Role.VOTER).member().id();
                client.memberRemove(id);
                ids.add(id);
            }
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    @Test
    void whoHasLostItsDataMayNotGoOnAsTheSameMember() throws IOException {
        servers.form(founders);
        var wiped = founders.getLast();
        servers.stop(wiped);

        delete(servers.dataDir(wiped));
        assertThatThrownBy(() -> servers.start(wiped, ServerConfig.Start.NEW, founders))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("is empty")
                .hasMessageContaining("--rebuild-from-peers");
        assertThatThrownBy(() -> servers.start(wiped, ServerConfig.Start.EXISTING, founders))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("has been running")
                .hasMessageContaining("--rebuild-from-peers");
    }

    @Test
    void whoWasAddedDoesNotFormAClusterOfItsOwn() throws IOException {
        servers.form(List.of(first));
        var added = TestServers.place("n2");
        try (var client = TestServers.client(List.of(first))) {
            client.memberAdd(List.of(added.peerUrl().toString()), Member.Role.VOTER);
        }
        assertThatThrownBy(() -> servers.start(added, ServerConfig.Start.NEW, List.of(first)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(first.peerUrl() + " runs already and belongs to cluster "
                        + servers.server(first).identity().hexClusterId())
                .hasMessageContaining("--initial-cluster-state=existing")
                .message()
                .hasLineCount(1);
    }

    @Test
    void aFounderWithoutDataTakesNoPartUntilAMajorityOfTheFoundersHasAnswered() throws Exception {
        servers.form(founders);
        var wiped = founders.getLast();
        founders.forEach(servers::stop);
        delete(servers.dataDir(wiped));

        // Both with data together are a majority, but one of them cannot know all that the third has done.
        var starting = servers.startLater(wiped, ServerConfig.Start.NEW, founders);
        servers.start(first, ServerConfig.Start.NEW, founders);
        assertThatThrownBy(() -> starting.get(2, TimeUnit.SECONDS))
                .isInstanceOfAny(TimeoutException.class, ExecutionException.class);
        servers.start(founders.get(1), ServerConfig.Start.NEW, founders);

        assertThatThrownBy(() -> starting.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("has been running");
    }

    @Test
    void aMajorityOfTheFoundersIsEnoughToBegin() {
        var third = founders.getLast();
        var waiting = servers.startLater(first, ServerConfig.Start.NEW, founders);
        servers.start(founders.get(1), ServerConfig.Start.NEW, founders);
        try (var one = waiting.join();
                var client = TestServers.client(without(third))) {
            client.put("a", "1");
            servers.start(third, ServerConfig.Start.NEW, founders);
            try (var there = TestServers.client(List.of(third))) {
                assertThat(there.get("a").count()).isEqualTo(1);
            }
            assertThat(one.failure().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void withoutItsLogAMemberDoesNotStart() throws IOException {
        servers.form(List.of(first));
        servers.stop(first);
        delete(servers.dataDir(first).resolve("raft"));

        assertThatThrownBy(() -> servers.start(first, ServerConfig.Start.NEW, List.of(first)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("the directory raft in it is missing");
    }

    @Test
    void whoIsRebuiltIsANewMemberWithAllTheData() throws IOException {
        servers.form(founders);
        var damaged = founders.getLast();
        long formerId = servers.server(damaged).identity().memberId();
        try (var client = TestServers.client(without(damaged))) {
            client.put("a", "1");
            servers.stop(damaged);

            var rebuild = new ServerConfig.Start.Rebuilding(formerId);
            var rebuilt = servers.start(damaged, rebuild, founders);

            long id = rebuilt.identity().memberId();
            assertThat(id).isNotEqualTo(formerId);
            TestServers.awaitRole(client, id, Member.Role.VOTER);
            assertThat(client.memberList().members())
                    .hasSize(3)
                    .extracting(Member::id)
                    .doesNotContain(formerId);
            try (var there = TestServers.client(List.of(damaged))) {
                assertThat(there.get("a").count()).isEqualTo(1);
            }
            assertThat(names(servers.dataDir(damaged)))
                    .anyMatch(name -> name.startsWith("damaged-"))
                    .doesNotContain("claim");

            servers.stop(damaged);
            servers.start(damaged, rebuild, founders);
            assertThat(servers.server(damaged).identity().memberId()).isEqualTo(id);
        }
    }

    @Test
    void whoRunsIsNotRebuilt() {
        servers.form(founders);
        long id = servers.server(first).identity().memberId();
        assertThatThrownBy(() -> servers.start(first, new ServerConfig.Start.Rebuilding(id), founders))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("a server answers on " + first.peerUrl());
    }

    @Test
    void onlyTheMemberThatIsReachedThereIsRebuilt() throws IOException {
        servers.form(founders);
        var lost = founders.getLast();
        long other = servers.server(first).identity().memberId();
        servers.stop(lost);
        delete(servers.dataDir(lost));

        assertThatThrownBy(() -> servers.start(lost, new ServerConfig.Start.Rebuilding(other), founders))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("give the id of the member that this server was");
    }

    @Test
    void aServerThatEndsBeforeItKnowsWhoItIsAsksAgain() throws IOException {
        servers.form(List.of(first));
        var second = TestServers.place("n2");
        try (var client = TestServers.client(List.of(first))) {
            long id = client.memberAdd(List.of(second.peerUrl().toString()), Member.Role.VOTER)
                    .member()
                    .id();
            var config = servers.config(second, ServerConfig.Start.EXISTING, List.of(first));
            var claim = Files.createDirectories(config.dataDir()).resolve("claim");
            Files.writeString(claim, "c1a1\n");
            new Enrolment(config, new PeerClient(config.peerSecurity())).identify();
            Files.delete(config.dataDir().resolve("member"));
            Files.writeString(claim, "c1a2\n");
            assertThatThrownBy(() -> servers.start(second, ServerConfig.Start.EXISTING, List.of(first)))
                    .hasMessageContaining("has been running");

            Files.writeString(claim, "c1a1\n");
            var joined = servers.start(second, ServerConfig.Start.EXISTING, List.of(first));
            assertThat(joined.identity().memberId()).isEqualTo(id);
        }
    }

    @Test
    void aLearnerHasNoVoteUntilItIsPromoted() throws IOException {
        servers.form(List.of(first));
        try (var client = TestServers.client(List.of(first))) {
            var second = TestServers.place("n2");
            long id = client.memberAdd(List.of(second.peerUrl().toString()), Member.Role.LEARNER)
                    .member()
                    .id();
            assertThatThrownBy(() -> client.memberAdd(List.of("http://127.0.0.1:9"), Member.Role.LEARNER))
                    .hasMessage("etcdserver: too many learner members in cluster");
            assertThatThrownBy(() -> client.memberPromote(id))
                    .hasMessage("etcdserver: can only promote a learner member which is in sync with leader");

            servers.start(second, ServerConfig.Start.EXISTING, List.of(first));
            await().ignoreExceptionsInstanceOf(RequestRefusedException.class)
                    .untilAsserted(() -> client.memberPromote(id));

            TestServers.awaitRole(client, id, Member.Role.VOTER);
            assertThatThrownBy(() -> client.memberPromote(id))
                    .hasMessage("etcdserver: can only promote a learner member");
        }
    }

    @Test
    void whatDoesNotFitTheMembersIsRefusedInEtcdsWords() {
        servers.form(List.of(first));
        try (var client = TestServers.client(List.of(first))) {
            long id = servers.server(first).identity().memberId();
            assertThatThrownBy(() -> client.memberAdd(List.of(first.peerUrl().toString()), Member.Role.VOTER))
                    .hasMessage("etcdserver: Peer URLs already exists");
            assertThatThrownBy(() -> client.memberAdd(List.of("nowhere"), Member.Role.VOTER))
                    .hasMessage("etcdserver: given member URLs are invalid");
            assertThatThrownBy(() -> client.memberRemove(7)).hasMessage("etcdserver: member not found");
            assertThatThrownBy(() -> client.memberUpdate(7, List.of("http://127.0.0.1:9")))
                    .hasMessage("etcdserver: member not found");
            assertThatThrownBy(() -> client.memberPromote(7)).hasMessage("etcdserver: member not found");
            assertThatThrownBy(() -> client.memberRemove(id))
                    .hasMessage("etcdserver: re-configuration failed due to not enough started members");
            assertThatThrownBy(() -> client.moveLeader(first.endpoint(), 7))
                    .hasMessage("etcdserver: bad leader transferee");
        }
    }

    @Test
    void aMemberIsNotRemovedWhenTooFewWouldBeLeft() {
        servers.form(founders);
        var down = founders.getLast();
        servers.stop(down);
        try (var client = TestServers.client(without(down))) {
            TestServers.awaitLeader(client, without(down));
            long id = servers.server(first).identity().memberId();
            // A server counts as alive for an election timeout after it was last heard from.
            await().pollDelay(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThatThrownBy(() -> client.memberRemove(id))
                            .hasMessage("etcdserver: re-configuration failed due to not enough started members"));
        }
    }

    @Test
    void theLeaderHandsOverToWhomIsNamed() {
        servers.form(founders);
        try (var client = TestServers.client(founders)) {
            var leader = TestServers.awaitLeader(client, founders);
            var target = without(leader).getFirst();
            long id = servers.server(target).identity().memberId();

            assertThatThrownBy(() -> client.moveLeader(target.endpoint(), id)).hasMessage("etcdserver: not leader");
            client.moveLeader(leader.endpoint(), id);

            await().until(() -> client.status(target.endpoint()).isLeader());
        }
    }

    @Test
    void aMemberThatMovesIsReachedWhereItIsNow() throws IOException {
        servers.form(founders);
        var before = founders.getLast();
        var moved = new Place(
                before.name(),
                before.clientUrl(),
                TestServers.place("elsewhere").peerUrl());
        long id = servers.server(before).identity().memberId();
        servers.stop(before);
        try (var client = TestServers.client(without(before))) {
            client.memberUpdate(id, List.of(moved.peerUrl().toString()));
            client.put("a", "1");

            servers.start(moved, ServerConfig.Start.NEW, List.of());

            try (var there = TestServers.client(List.of(moved))) {
                assertThat(there.get("a").count()).isEqualTo(1);
            }
        }
    }

    private static String nameOf(KvClient client, long id) {
        return client.memberList().members().stream()
                .filter(member -> member.id() == id)
                .findFirst()
                .orElseThrow()
                .name();
    }

    private List<Place> without(Place one) {
        return founders.stream().filter(place -> !place.equals(one)).toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
