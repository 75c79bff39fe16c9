package io.raftkv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.client.Member;
import io.raftkv.raft.transport.PeerSecurity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that talk to each other over TLS, the first question of a newcomer included. */
class PeerTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    @Test
    void membersJoinAndReplicateOverTls() throws Exception {
        try (var servers = new TestServers(directory, selfSigned())) {
            var first = TestServers.secured(TestServers.place("n1"));
            var second = TestServers.secured(TestServers.place("n2"));
            servers.form(List.of(first));
            try (var client = TestServers.client(List.of(first))) {
                long id = client.memberAdd(List.of(second.peerUrl().toString()), Member.Role.VOTER)
                        .member()
                        .id();
                servers.start(second, ServerConfig.Start.EXISTING, List.of(first));
                TestServers.awaitRole(client, id, Member.Role.VOTER);
                client.put("a", "1");
            }
            try (var plain = new TestServers(directory.resolve("plain"))) {
                var third = TestServers.place("n3");
                var withoutTls = new TestServers.Place(
                        "n1",
                        first.clientUrl(),
                        new Url("127.0.0.1", first.peerUrl().port()));
                assertThatThrownBy(() -> plain.start(third, ServerConfig.Start.EXISTING, List.of(withoutTls)))
                        .isInstanceOf(StartRefusedException.class)
                        .hasMessageStartingWith("no member of --initial-cluster could tell this server who it is");
            }
        }
    }

    @Test
    void aCertificateThatIsMissingIsNamed() throws Exception {
        var tls = selfSigned();
        Files.delete(tls.trustedCa());
        try (var servers = new TestServers(directory, tls)) {
            var first = TestServers.secured(TestServers.place("n1"));
            assertThatThrownBy(() -> servers.form(List.of(first)))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("--peer-trusted-ca-file")
                    .hasMessageContaining(tls.trustedCa() + ", which does not exist");
        }
    }

    /** One key for all, which is its own authority. */
    private PeerSecurity.Tls selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        var store = directory.resolve("keys.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "member",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=member",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc:c",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        var output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var certificate = pem(
                "certificate.pem", "CERTIFICATE", keys.getCertificate("member").getEncoded());
        var key = pem(
                "key.pem",
                "PRIVATE KEY",
                keys.getKey("member", PASSWORD.toCharArray()).getEncoded());
        var authority = Files.copy(certificate, directory.resolve("ca.pem"));
        return new PeerSecurity.Tls(certificate, key, authority, PeerSecurity.ClientAuth.REQUIRED);
    }

    private Path pem(String name, String kind, byte[] content) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
