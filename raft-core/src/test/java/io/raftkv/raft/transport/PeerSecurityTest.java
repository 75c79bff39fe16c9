package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.awaitConnected;
import static io.raftkv.raft.transport.TestServers.chunk;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.transport.PeerSecurity.ClientAuth;
import io.raftkv.raft.transport.PeerSecurity.Tls;
import io.raftkv.raft.transport.TestServers.Server;
import io.raftkv.raft.transport.proto.RaftProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has no certificate that is trusted neither hears nor is heard. */
@Timeout(120)
class PeerSecurityTest {

    private static final String LOOPBACK = "dns:localhost,ip:127.0.0.1";

    @TempDir
    private static Path files;

    private static TestAuthority authority;
    private static Tls trusted;
    private static Tls ofAnotherAuthority;

    @TempDir
    private Path own;

    private final TestServers servers = new TestServers(2);
    private final LogRecorder log = new LogRecorder();

    @BeforeAll
    static void makeCertificates() {
        authority = TestAuthority.create(files, "authority");
        trusted = authority.issue("trusted", LOOPBACK);
        ofAnotherAuthority = TestAuthority.create(files, "another").issue("other", LOOPBACK);
    }

    @AfterEach
    void close() {
        log.close();
        servers.close();
    }

    @Test
    void serversWithCertificatesOfOneAuthorityReachEachOtherOnBothLanes() {
        var one = start(1, trusted);
        var two = start(2, trusted);
        awaitConnected(one, two);

        one.transport().send(heartbeat(1, 2, 5));
        two.transport().send(chunk(2, 1, 0, 1 << 20));

        await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 5)));
        await().untilAsserted(() -> assertThat(one.parts()).containsExactly(chunk(2, 1, 0, 1 << 20)));
    }

    @Test
    void withMutualTlsWhoHasNoCertificateIsRefused() {
        var one = start(1, trusted);

        var end = helloWithoutCertificate();

        assertThat(end.join().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        await().until(() -> one.refusedStreams("tls") == 1);
        assertThat(log.lines("refused a connection"))
                .singleElement()
                .asString()
                .startsWith("refused a connection: no TLS with peer 127.0.0.1:")
                .endsWith("Empty client certificate chain");
        assertThat(one.received()).isEmpty();
    }

    @Test
    void withoutMutualTlsACertificateOfTheServerIsEnough() {
        start(1, new Tls(trusted.certificate(), trusted.privateKey(), trusted.trustedCa(), ClientAuth.NONE));

        var end = helloWithoutCertificate();

        // TLS and gRPC work: it is refused for what it says.
        assertThat(end.join().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(end.join().getDescription()).contains("expects a Hello first");
    }

    @Test
    void aServerOfAnotherAuthorityIsRefusedAndBothSidesSayWhyOnce() {
        assertNoTls(trusted, ofAnotherAuthority);

        assertThat(log.lines("cannot reach peer, will keep trying peer=2"))
                .anyMatch(line -> line.contains("no TLS with this peer: unable to find valid certification path"));
    }

    @Test
    void aServerWithoutTlsIsRefusedByOneWithTlsAndBothSidesSaySoOnce() {
        assertNoTls(trusted, new PeerSecurity.Plaintext());

        assertThat(log.lines("cannot reach peer, will keep trying peer=2"))
                .anyMatch(line -> line.contains("no TLS with this peer: it does not speak TLS"));
        assertThat(log.lines("refused a connection: no TLS with peer 127.0.0.1:"))
                .anyMatch(line -> line.endsWith("it does not speak TLS"));
    }

    @Test
    void aCertificateForAnotherNameIsNotTakenForThisServers() {
        var one = start(1, trusted);
        var two = start(2, authority.issue("elsewhere", "dns:elsewhere.example"));

        await().until(() -> two.refusedStreams("tls") > 5);

        assertThat(one.isConnectedTo(2)).isFalse();
        assertThat(log.lines("no TLS with this peer"))
                .singleElement()
                .asString()
                .contains("No subject alternative DNS name matching localhost found");
    }

    @Test
    void renewedFilesAreUsedForNewConnectionsWithoutARestart() throws IOException {
        var files = copy(trusted);
        var one = start(1, files);
        var two = start(2, trusted);
        awaitConnected(one, two);

        replace(files, ofAnotherAuthority);
        servers.stop(two);
        var again = start(2, ofAnotherAuthority);

        awaitConnected(one, again);
        assertThat(log.lines("read renewed TLS files")).hasSize(1);
    }

    @Test
    void renewedFilesThatCannotBeUsedAreSaidOnceAndTheEarlierOnesStayInUse() throws IOException {
        var files = copy(trusted);
        var one = start(1, files);
        var two = start(2, trusted);
        awaitConnected(one, two);

        Files.writeString(files.certificate(), "half a file");
        servers.stop(two);
        var again = start(2, trusted);

        awaitConnected(one, again);
        assertThat(log.lines("cannot use renewed TLS files, going on with the earlier ones"))
                .singleElement()
                .asString()
                .contains(files.certificate().toString());
    }

    @Test
    void filesThatCannotBeUsedAreRefusedByFieldAndName() throws IOException {
        var missing = own.resolve("missing.pem");
        var text = Files.writeString(own.resolve("text.pem"), "no PEM\n");
        var encrypted = Files.writeString(
                own.resolve("encrypted.key"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        var garbage = Files.writeString(
                own.resolve("garbage.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        var certificate = trusted.certificate();
        var key = trusted.privateKey();
        var ca = trusted.trustedCa();

        assertUnusable(missing, key, ca, "certificate is " + missing + ", which does not exist");
        assertUnusable(text, key, ca, "certificate is " + text + ", which");
        assertUnusable(own, key, ca, "certificate is " + own + ", which cannot be read");
        assertUnusable(certificate, missing, ca, "privateKey is " + missing + ", which does not exist");
        assertUnusable(
                certificate, encrypted, ca, "privateKey is " + encrypted + ", which has no PKCS #8 key without a");
        assertUnusable(certificate, garbage, ca, "privateKey is " + garbage + ", which has no key of a kind");
        assertUnusable(
                certificate,
                ofAnotherAuthority.privateKey(),
                ca,
                "does not belong to the first certificate in " + certificate);
        assertUnusable(certificate, key, missing, "trustedCa is " + missing + ", which does not exist");
        assertUnusable(certificate, key, key, "trustedCa is " + key + ", which");
    }

    private void assertUnusable(Path certificate, Path privateKey, Path trustedCa, String reason) {
        var config = servers.config(1).withSecurity(new Tls(certificate, privateKey, trustedCa, ClientAuth.REQUIRED));
        assertThatThrownBy(() -> new GrpcTransport(config, new SimpleMeterRegistry()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    /** Each refuses the other several times, says so once in each direction, and takes nothing. */
    private void assertNoTls(PeerSecurity ofOne, PeerSecurity ofTwo) {
        var one = start(1, ofOne);
        var two = start(2, ofTwo);

        await().until(() -> one.refusedStreams("tls") > 5
                && (ofTwo instanceof PeerSecurity.Plaintext || two.refusedStreams("tls") > 5));

        assertThat(one.isConnectedTo(2)).isFalse();
        assertThat(two.isConnectedTo(1)).isFalse();
        // That server 2 could not be reached before it had started is another trouble, and may have been said as well.
        assertThat(log.lines("cannot reach peer, will keep trying peer=2").stream()
                        .filter(line -> line.contains("no TLS")))
                .hasSize(1);
        assertThat(log.lines("cannot reach peer, will keep trying peer=1")).hasSizeBetween(1, 2);
        assertThat(log.lines("refused a connection")).hasSizeBetween(1, 2);
    }

    /** Sends nonsense over TLS, and tells how that ends. */
    private CompletableFuture<Status> helloWithoutCertificate() {
        var end = new CompletableFuture<Status>();
        var channel = channelWithoutCertificate();
        ClientCall<byte[], RaftProto.Welcome> call = channel.newCall(SendMethod.RECEIVER, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                        channel.shutdownNow();
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(new byte[] {1, 2, 3});
        return end;
    }

    private ManagedChannel channelWithoutCertificate() {
        try {
            return NettyChannelBuilder.forAddress(
                            "127.0.0.1", servers.address(1).getPort())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(trusted.trustedCa().toFile())
                            .build())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Server start(long id, PeerSecurity security) {
        return servers.start(id, config -> config.withSecurity(security));
    }

    private Tls copy(Tls tls) throws IOException {
        var copy = new Tls(own.resolve("own.pem"), own.resolve("own.key"), own.resolve("ca.pem"), ClientAuth.REQUIRED);
        replace(copy, tls);
        return copy;
    }

    private static void replace(Tls files, Tls by) throws IOException {
        copy(by.certificate(), files.certificate());
        copy(by.privateKey(), files.privateKey());
        copy(by.trustedCa(), files.trustedCa());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        // However coarse the file system's clock is.
        Files.setLastModifiedTime(to, FileTime.from(Instant.now().plusSeconds(to.hashCode() & 0xff)));
    }
}
