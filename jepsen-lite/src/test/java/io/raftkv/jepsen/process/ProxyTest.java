package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.sim.LinkConditions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection through the proxy meets. */
@Timeout(30)
class ProxyTest {

    private final Proxy proxy = new Proxy();
    private final Wire there = new Wire();
    private final Wire back = new Wire();
    private ServerSocket target;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var listen = proxy.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getLocalPort()),
                there,
                back);
        client = new Socket(listen.getAddress(), listen.getPort());
        server = target.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        target.close();
        proxy.close();
    }

    @Test
    void whatIsSentArrivesBothWays() throws IOException {
        send(client, "question");
        assertThat(receive(server, 8)).isEqualTo("question");
        send(server, "answer");
        assertThat(receive(client, 6)).isEqualTo("answer");
    }

    @Test
    void cutWireHoldsWhatIsSentUntilItIsMendedAndTheOtherWayGoesOn() throws IOException {
        there.cut();
        send(client, "held");
        send(server, "answer");
        assertThat(receive(client, 6)).isEqualTo("answer");
        server.setSoTimeout(200);
        assertThatThrownBy(() -> receive(server, 4)).isInstanceOf(SocketTimeoutException.class);

        there.mend();
        server.setSoTimeout(0);
        assertThat(receive(server, 4)).isEqualTo("held");
    }

    @Test
    void resetBreaksTheConnection() throws IOException {
        send(client, "x");
        assertThat(receive(server, 1)).isEqualTo("x");

        there.reset();
        assertThatThrownBy(() -> receive(server, 1)).isInstanceOf(SocketException.class);
    }

    @Test
    void slowWireTakesItsTime() throws IOException {
        there.setConditions(LinkConditions.GOOD.withDelays(Duration.ofMillis(150), Duration.ofMillis(160)));
        long begun = System.nanoTime();
        send(client, "slow");
        assertThat(receive(server, 4)).isEqualTo("slow");
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(150_000_000L);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String receive(Socket socket, int bytes) throws IOException {
        byte[] received = socket.getInputStream().readNBytes(bytes);
        if (received.length < bytes) {
            throw new SocketException("ended after " + received.length + " bytes");
        }
        return new String(received, StandardCharsets.UTF_8);
    }
}
