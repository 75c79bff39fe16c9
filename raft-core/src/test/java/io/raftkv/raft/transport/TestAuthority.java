package io.raftkv.raft.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority that begins with the test: nothing expires, and no key lies in the repository. */
final class TestAuthority {

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final Path keyStore;
    private final Path certificate;

    private TestAuthority(Path directory) {
        this.directory = directory;
        keyStore = directory.resolve("authority.p12");
        certificate = directory.resolve("ca.pem");
    }

    /** Makes one that keeps its files in a new directory of this name. */
    static TestAuthority create(Path parent, String name) {
        try {
            var authority = new TestAuthority(Files.createDirectory(parent.resolve(name)));
            authority.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c");
            write(
                    authority.certificate,
                    "CERTIFICATE",
                    authority.load().getCertificate("ca").getEncoded());
            return authority;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a key and a certificate for it, and tells how a server uses them and wants the same of others. */
    PeerSecurity.Tls issue(String name, String subjectAlternativeNames) {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-signer",
                "ca",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + subjectAlternativeNames);
        var tls = new PeerSecurity.Tls(
                directory.resolve(name + ".pem"),
                directory.resolve(name + ".key"),
                certificate,
                PeerSecurity.ClientAuth.REQUIRED);
        try {
            var keys = load();
            write(tls.certificate(), "CERTIFICATE", keys.getCertificate(name).getEncoded());
            write(
                    tls.privateKey(),
                    "PRIVATE KEY",
                    keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return tls;
    }

    private KeyStore load() {
        try {
            return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keytool(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD));
        try {
            var log = directory.resolve("keytool.log").toFile();
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(log.toPath()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String kind, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        try {
            Files.writeString(
                    file,
                    "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n",
                    StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
