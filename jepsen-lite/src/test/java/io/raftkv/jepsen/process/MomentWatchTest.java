package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.raftkv.jepsen.nemesis.Moment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a server that has nothing but metrics; what is told of real ones, {@link MomentsOfProcessesIT} shows. */
class MomentWatchTest {

    private static final int SECONDS_TO_WAIT = 60;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicInteger looks = new AtomicInteger();

    /** What they are at a look, counted from 0. */
    private volatile IntFunction<String> metrics = look -> "";

    private HttpServer server;
    private HttpClient http;

    @BeforeEach
    void start() throws IOException {
        http = HttpClient.newHttpClient();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] text = metrics.apply(looks.getAndIncrement()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.shutdownNow();
    }

    @Test
    void snapshotIsAMomentWhenMoreOfItIsAcknowledgedThanBefore() throws InterruptedException {
        metrics = look ->
                "# TYPE raft_snapshots_sent_bytes_total counter\nraft_snapshots_sent_bytes_total " + look + ".0\n";
        assertThat(toldOf(Moment.SNAPSHOT)).isEqualTo("come");
    }

    @Test
    void snapshotOfEtcdIsAMomentToo() throws InterruptedException {
        metrics = look -> "etcd_network_snapshot_receive_success{From=\"a1\"} " + look + "\n";
        assertThat(toldOf(Moment.SNAPSHOT)).isEqualTo("come");
    }

    @Test
    void snapshotBeforeTheWaitIsNoMoment() throws InterruptedException {
        metrics = look -> "raft_snapshots_sent_bytes_total 10.0\n";
        assertThat(toldOf(Moment.SNAPSHOT)).isEqualTo("too long");
    }

    @Test
    void serverThatCountsFromNothingAgainIsNoMoment() throws InterruptedException {
        metrics = look -> "raft_snapshots_sent_bytes_total " + (look < 5 ? "10.0" : "0.0") + "\n";
        assertThat(toldOf(Moment.SNAPSHOT)).isEqualTo("too long");
    }

    @Test
    void faultComesAfterTheLongestWaitThoughNobodyAnswers() throws InterruptedException {
        server.stop(0);
        long begun = System.nanoTime();
        assertThat(toldOf(Moment.ELECTION)).isEqualTo("too long");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Moment.LONGEST_WAIT);
    }

    @Test
    void nothingComesAfterTheWatchIsClosed() {
        metrics = look -> "raft_snapshots_sent_bytes_total " + look + ".0\n";
        var watch = watch();
        watch.close();
        watch.await(Moment.SNAPSHOT, () -> told.add("come"), () -> told.add("too long"));
        assertThat(told).isEmpty();
        assertThat(looks).hasValue(0);
    }

    private String toldOf(Moment moment) throws InterruptedException {
        try (var watch = watch()) {
            watch.await(moment, () -> told.add("come"), () -> told.add("too long"));
            return told.poll(SECONDS_TO_WAIT, TimeUnit.SECONDS);
        }
    }

    private MomentWatch watch() {
        return new MomentWatch(
                List.of(new Onlooker(server.getAddress(), http)), broken -> told.add("broken: " + broken));
    }
}
