package io.raftkv.raft.transport;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TLS needs for new connections, always of the files as they are now. Whether they have changed is looked up for each
 * new connection, which costs little beside its handshake. Java's own TLS is used, which needs no native library.
 */
final class TlsContexts {

    private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

    private record Pair(SslContext client, SslContext server) {}

    /** What tells a changed file from the same one. */
    private record Version(FileTime modified, long bytes) {

        private static final Version MISSING = new Version(FileTime.fromMillis(0), -1);

        static Version of(Path file) {
            try {
                return new Version(Files.getLastModifiedTime(file), Files.size(file));
            } catch (IOException e) {
                return MISSING;
            }
        }
    }

    private final PeerSecurity.Tls tls;
    private List<Version> versions;
    private Pair current;

    private TlsContexts(PeerSecurity.Tls tls) {
        this.tls = tls;
        versions = versions();
        current = read();
    }

    /**
     * Reads the files; null when there is no TLS.
     *
     * @throws IllegalArgumentException when a file cannot be used, naming field and file
     */
    static @Nullable TlsContexts of(PeerSecurity security) {
        return switch (security) {
            case PeerSecurity.Plaintext ignored -> null;
            case PeerSecurity.Tls tls -> new TlsContexts(tls);
        };
    }

    /** For connections to others. */
    SslContext client() {
        return new RenewedSslContext(() -> current().client());
    }

    /** For connections from others. */
    SslContext server() {
        return new RenewedSslContext(() -> current().server());
    }

    private synchronized Pair current() {
        var versionsNow = versions();
        if (!versionsNow.equals(versions)) {
            // Also when they cannot be used: they are not tried again until they have changed again.
            versions = versionsNow;
            try {
                current = read();
                log.info("read renewed TLS files certificate={}", tls.certificate());
            } catch (IllegalArgumentException e) {
                log.warn("cannot use renewed TLS files, going on with the earlier ones reason=\"{}\"", e.getMessage());
            }
        }
        return current;
    }

    private Pair read() {
        var files = TlsFiles.read(tls);
        try {
            return new Pair(
                    build(SslContextBuilder.forClient().keyManager(files.privateKey(), files.chain()), files),
                    build(
                            SslContextBuilder.forServer(files.privateKey(), files.chain())
                                    .clientAuth(clientAuth()),
                            files));
        } catch (SSLException e) {
            throw new IllegalArgumentException(
                    "certificate " + tls.certificate() + " with trustedCa " + tls.trustedCa()
                            + " cannot be used for TLS: " + Addresses.reason(e),
                    e);
        }
    }

    private static SslContext build(SslContextBuilder builder, TlsFiles files) throws SSLException {
        return GrpcSslContexts.configure(builder.trustManager(files.trusted()), SslProvider.JDK)
                .build();
    }

    private ClientAuth clientAuth() {
        return switch (tls.clientAuth()) {
            case REQUIRED -> ClientAuth.REQUIRE;
            case NONE -> ClientAuth.NONE;
        };
    }

    private List<Version> versions() {
        return Stream.of(tls.certificate(), tls.privateKey(), tls.trustedCa())
                .map(Version::of)
                .toList();
    }
}
