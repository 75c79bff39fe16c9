package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * etcd's own client against our servers. {@code script.sh} was run with etcdctl 3.4.23 against three members of etcd 3.4.23,
 * through all endpoints and then through each of them; what was printed then is in the files beside it, with ids and terms
 * taken out, and must be printed here.
 */
class EtcdctlIT {

    private static final String RECORDED_WITH = "etcdctl version: 3.4.";

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void etcdctlPrintsWhatItPrintsForAnEtcd() throws IOException, InterruptedException {
        assumeEtcdctl();
        Path script = directory.resolve("script.sh");
        Files.writeString(script, resource("script.sh"));
        try (var cluster = TestCluster.start(processes)) {
            var endpoints = cluster.endpoints().stream().map(Object::toString).toList();
            assertThat(runScript(script, String.join(",", endpoints))).isEqualTo(resource("all-endpoints.txt"));
            for (int i = 0; i < endpoints.size(); i++) {
                assertThat(runScript(script, endpoints.get(i))).isEqualTo(resource("endpoint-" + (i + 1) + ".txt"));
            }
            cluster.awaitConverged();
            checkCluster(String.join(",", endpoints));
            changeMembers(String.join(",", endpoints));
            moveLeader(String.join(",", endpoints));
        }
    }

    /** A learner that never starts comes, moves, is not promoted, and goes. */
    private static void changeMembers(String endpoints) throws IOException, InterruptedException {
        List<String> added = etcdctl(endpoints, "member", "add", "n4", "--learner", "--peer-urls=http://127.0.0.1:9");
        assertThat(added.getFirst()).matches("Member [0-9a-f ]{16} added to cluster [0-9a-f ]{16}");
        assertThat(added)
                .contains("ETCD_NAME=\"n4\"", "ETCD_INITIAL_CLUSTER_STATE=\"existing\"")
                .anyMatch(line -> line.startsWith("ETCD_INITIAL_CLUSTER=") && line.contains("n4=http://127.0.0.1:9"));
        String id = added.getFirst().split(" +")[1];

        assertThat(etcdctl(endpoints, "member", "list"))
                .hasSize(4)
                .anyMatch(line -> line.equals(id + ", unstarted, , http://127.0.0.1:9, , true"));
        assertThat(etcdctl(endpoints, "member", "add", "n5", "--learner", "--peer-urls=http://127.0.0.1:8"))
                .contains("Error: etcdserver: too many learner members in cluster");
        assertThat(etcdctl(endpoints, "member", "update", id, "--peer-urls=http://127.0.0.1:7"))
                .allMatch(line -> line.matches("Member [0-9a-f ]{16} updated in cluster [0-9a-f ]{16}"));
        assertThat(etcdctl(endpoints, "member", "promote", id))
                .contains("Error: etcdserver: can only promote a learner member which is in sync with leader");
        assertThat(etcdctl(endpoints, "member", "remove", id))
                .allMatch(line -> line.matches("Member [0-9a-f ]{16} removed from cluster [0-9a-f ]{16}"));
        assertThat(etcdctl(endpoints, "member", "remove", id)).contains("Error: etcdserver: member not found");
        assertThat(etcdctl(endpoints, "member", "list")).hasSize(3);
    }

    private static void moveLeader(String endpoints) throws IOException, InterruptedException {
        List<String> followers = new ArrayList<>();
        for (String line : etcdctl(endpoints, "endpoint", "status")) {
            String[] cells = line.split(", ");
            if (cells[4].equals("false")) {
                followers.add(cells[1]);
            }
        }
        assertThat(followers).hasSize(2);
        assertThat(etcdctl(endpoints, "move-leader", followers.getFirst()))
                .singleElement()
                .asString()
                .matches("Leadership transferred from [0-9a-f]+ to " + followers.getFirst());
        assertThat(etcdctl(endpoints, "move-leader", "7")).contains("Error: etcdserver: bad leader transferee");
    }

    /** What differs from run to run, so that only its shape can be compared. */
    private static void checkCluster(String endpoints) throws IOException, InterruptedException {
        assertThat(etcdctl(endpoints, "endpoint", "health")).hasSize(3).allMatch(line -> line.contains("is healthy"));

        List<String> hashes = etcdctl(endpoints, "endpoint", "hashkv");
        assertThat(hashes).hasSize(3);
        assertThat(hashes.stream().map(line -> line.split(", ")[1]).distinct()).hasSize(1);

        List<String> status = etcdctl(endpoints, "endpoint", "status", "-w", "table");
        assertThat(status).hasSize(7);
        assertThat(status.get(1)).contains("ENDPOINT", "VERSION", "IS LEADER", "RAFT TERM", "RAFT APPLIED INDEX");
        assertThat(status.stream().filter(line -> line.contains(" true |"))).hasSize(1);

        List<String> members = etcdctl(endpoints, "member", "list", "-w", "table");
        assertThat(members).hasSize(7);
        assertThat(members.subList(3, 6)).allMatch(line -> line.matches(".*\\| started \\| +n[123] .*"));
        for (String endpoint : endpoints.split(",")) {
            assertThat(members).anyMatch(line -> line.contains("http://" + endpoint));
        }
    }

    private static void assumeEtcdctl() throws IOException, InterruptedException {
        List<String> version;
        try {
            version = etcdctl("127.0.0.1:1", "version");
        } catch (IOException missing) {
            assumeTrue(false, "etcdctl is not installed (Debian package etcd-client)");
            return;
        }
        assumeTrue(
                version.getFirst().startsWith(RECORDED_WITH),
                () -> "the output to compare with was recorded with another etcdctl than " + version.getFirst());
    }

    private static List<String> etcdctl(String endpoints, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoints));
        command.addAll(Arrays.asList(arguments));
        return run(command).lines().toList();
    }

    private static String runScript(Path script, String endpoints) throws IOException, InterruptedException {
        return run(List.of("bash", script.toString(), endpoints))
                .lines()
                .filter(line -> !line.startsWith("{\"level\":\"warn\"")) // etcdctl's own log of a refused call
                .map(line -> line.replaceAll("\"cluster_id\":\\d+", "\"cluster_id\":C")
                        .replaceAll("\"member_id\":\\d+", "\"member_id\":M")
                        .replaceAll("\"raft_term\":\\d+", "\"raft_term\":T")
                        .replaceAll("\"(ClusterID|MemberID|RaftTerm)\" : \\d+", "\"$1\" : X"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    private static String resource(String name) throws IOException {
        try (var stream = Objects.requireNonNull(EtcdctlIT.class.getResourceAsStream("/etcdctl/" + name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
