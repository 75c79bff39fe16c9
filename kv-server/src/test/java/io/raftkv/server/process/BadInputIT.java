package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that cannot start ends with exit code 2 and one line that tells the operator what to change. */
@Timeout(180)
class BadInputIT {

    private static final int REFUSED = 2;

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    @Test
    void unknownFlag() {
        assertThat(refusal(List.of("--no-such-flag=1"))).contains("unknown flag --no-such-flag");
    }

    @Test
    void malformedUrl() {
        assertThat(refusal(List.of("--listen-client-urls=127.0.0.1:2379")))
                .contains("--listen-client-urls", "'127.0.0.1:2379'", "expected http://host:port");
    }

    @Test
    void nameThatIsNotInTheInitialCluster() {
        assertThat(refusal(List.of("--name=n4", "--initial-cluster=n1=http://127.0.0.1:2380")))
                .contains("--name n4 is not in --initial-cluster n1=http://127.0.0.1:2380");
    }

    @Test
    void clientPortInUse() throws IOException {
        try (var other = listen()) {
            int port = other.getLocalPort();
            var member = new TestMember("n1", port, FreePorts.pick(1).getFirst(), dataDir("n1"));
            assertThat(refusal(alone(member))).contains("port " + port + " is in use", "--listen-client-urls");
        }
    }

    @Test
    void peerPortInUse() throws IOException {
        try (var other = listen()) {
            int port = other.getLocalPort();
            var member = new TestMember("n1", FreePorts.pick(1).getFirst(), port, dataDir("n1"));
            assertThat(refusal(alone(member))).contains("port " + port + " is in use", "--listen-peer-urls");
        }
    }

    @Test
    void dataDirectoryOfAnotherMember() {
        var first = member("n1");
        var second = new TestMember("n2", first.clientPort() + 1, first.peerPort() + 1, first.dataDir());
        var both = List.of(first, second);
        startAndKill(alone(first));

        assertThat(refusal(second.flags(both))).contains(first.dataDir().toString(), "belongs to member", "--name");
    }

    @Test
    void dataDirectoryOfAnotherCluster() {
        var member = member("n1");
        startAndKill(alone(member));

        assertThat(refusal(with(alone(member), "--initial-cluster-token=other")))
                .contains(member.dataDir().toString(), "belongs to member", "of cluster", "--initial-cluster-token");
    }

    @Test
    void dataDirectoryOfARunningServer() {
        var member = member("n1");
        var running = start(alone(member));
        var twin = member("n2");

        assertThat(refusal(alone(new TestMember("n1", twin.clientPort(), twin.peerPort(), member.dataDir()))))
                .contains(member.dataDir().toString(), "in use by another process", "--data-dir");
        assertThat(running.isAlive()).isTrue();
    }

    @Test
    void dataDirectoryThatCannotBeMade() throws IOException {
        var file = Files.writeString(processes.directory().resolve("file"), "not a directory");
        var member = member("n1");
        var below = new TestMember("n1", member.clientPort(), member.peerPort(), file.resolve("data"));

        assertThat(refusal(alone(below)))
                .contains(
                        file.resolve("data").toString(),
                        "cannot be created",
                        file + " is not a directory",
                        "--data-dir");
    }

    @Test
    void dataDirectoryThatIsNotWritable() throws IOException {
        var member = member("n1");
        Files.createDirectory(
                member.dataDir(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeTrue(!Files.isWritable(member.dataDir()), "this user, such as root, may write everywhere");

        assertThat(refusal(alone(member))).contains(member.dataDir().toString(), "--data-dir");
    }

    @Test
    void logThatIsDamagedInTheMiddle() throws IOException {
        var member = member("n1");
        var server = start(alone(member));
        try (var client =
                new KvClient(KvClientConfig.of(List.of(member.endpoint())).requestTimeout(ServerProcess.PATIENCE))) {
            for (int i = 1; i <= 20; i++) {
                client.put("key-" + i, "value-" + i);
            }
        }
        assertThat(server.stop()).isZero();
        var log = onlyFileIn(member.dataDir().resolve("raft").resolve("log"));
        flipByteOf(log, "value-3");

        assertThat(refusal(alone(member)))
                .contains(log.getFileName().toString(), member.dataDir().toString())
                .containsPattern("damaged at byte [0-9]+");
    }

    /** Starts a server that must refuse to; returns the line that says why. */
    private String refusal(List<String> flags) {
        var process = processes.start("refused", flags);
        int code = process.awaitExit();
        var output = process.output();
        assertThat(code).as("exit code of a server that printed %s", output).isEqualTo(REFUSED);
        var messages =
                output.stream().filter(line -> line.startsWith("kv-server: ")).toList();
        assertThat(messages).as("messages in %s", output).hasSize(1);
        assertThat(output.getLast()).isEqualTo(messages.getFirst());
        assertThat(output)
                .noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN ") || line.startsWith("\t"));
        return messages.getFirst();
    }

    private void startAndKill(List<String> flags) {
        start(flags).kill();
    }

    private ServerProcess start(List<String> flags) {
        var process = processes.start("server", flags);
        await("the server has started").atMost(ServerProcess.PATIENCE).until(() -> {
            assertThat(process.isAlive()).isTrue();
            return process.output().stream().anyMatch(line -> line.contains("server started"));
        });
        return process;
    }

    /** A member of that name, with ports and a data directory of its own. */
    private TestMember member(String name) {
        var ports = FreePorts.pick(2);
        return new TestMember(name, ports.get(0), ports.get(1), dataDir(name));
    }

    private Path dataDir(String name) {
        return processes.directory().resolve(name);
    }

    private static List<String> alone(TestMember member) {
        return member.flags(List.of(member));
    }

    private static List<String> with(List<String> flags, String oneMore) {
        var all = new ArrayList<>(flags);
        all.add(oneMore);
        return all;
    }

    /** Another program that listens on loopback. */
    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    private static Path onlyFileIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            var all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private static void flipByteOf(Path file, String content) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(content);
        assertThat(at).as("where %s has %s", file, content).isPositive();
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (text.charAt(at) ^ 1)}), at);
        }
    }
}
