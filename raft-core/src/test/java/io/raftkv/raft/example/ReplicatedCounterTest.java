package io.raftkv.raft.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.raftkv.raft.node.RaftNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README: it runs, and it is what the README shows. */
class ReplicatedCounterTest {

    private static final int MAX_LINES = 40;

    @Test
    void threeServersCountTogetherAndGoOnAfterARestart(@TempDir Path directory) throws IOException {
        var addresses = new TreeMap<Long, InetSocketAddress>();
        var cluster = new TreeMap<Long, String>();
        for (long id = 1; id <= 3; id++) {
            addresses.put(id, freeAddress());
            cluster.put(id, "127.0.0.1:" + addresses.get(id).getPort());
        }
        List<RaftNode<Long>> nodes = new ArrayList<>();
        addresses.forEach(
                (id, address) -> nodes.add(ReplicatedCounter.start(id, address, cluster, directory.resolve("n" + id))));
        add(nodes.get(0), 40);
        assertThat(add(nodes.get(1), 2)).isGreaterThanOrEqualTo(42);

        nodes.get(2).close();
        nodes.set(2, ReplicatedCounter.start(3, addresses.get(3L), cluster, directory.resolve("n3")));
        long before = add(nodes.get(0), 0);
        assertThat(add(nodes.get(2), 8)).isGreaterThanOrEqualTo(before + 8);
        nodes.forEach(RaftNode::close);
    }

    /** Adds, again if the outcome is unknown: so the sum may be larger than what was asked for, never smaller. */
    private static long add(RaftNode<Long> node, long number) {
        var sum = new long[1];
        await().until(() -> {
            var answer = node.propose(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
            answer.handle((counted, failure) -> {
                        sum[0] = failure == null ? counted : -1;
                        return null;
                    })
                    .join();
            return sum[0] >= 0;
        });
        return sum[0];
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    @Test
    void theReadmeShowsTheExampleAsItIs() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/raftkv/raft/example/ReplicatedCounter.java"));
        String shown = source.substring(source.indexOf("/** A counter")).strip();
        assertThat(shown.lines().count()).isLessThanOrEqualTo(MAX_LINES);
        assertThat(Files.readString(Path.of("README.md"))).contains(shown);
    }
}
