package io.raftkv.raft.transport;

import java.nio.file.Path;

/** How the connections between servers are secured; the same on all servers of a cluster. */
public sealed interface PeerSecurity {

    /** Not at all: for networks that only the servers can reach. */
    record Plaintext() implements PeerSecurity {}

    /**
     * With TLS 1.2 or 1.3. Servers prove to whoever connects who they are, and with {@link ClientAuth#REQUIRED} whoever
     * connects does so, too. Whoever connects to {@code n1.example} or {@code 10.0.0.1} wants a certificate with that very
     * subject alternative name.
     *
     * <p>The files are read again when they have changed, for connections that are made afterwards: certificates can be
     * renewed while the server runs. When the new files cannot be used, that is logged, and the earlier ones stay in use.
     *
     * @param certificate file with this server's certificate and those between it and the authority's, in PEM
     * @param privateKey file with the key of the certificate, in PEM, as PKCS #8 without a password
     * @param trustedCa file with the certificates of the authorities that peers' certificates must come from, in PEM
     * @param clientAuth whether those who connect need a certificate as well
     */
    record Tls(Path certificate, Path privateKey, Path trustedCa, ClientAuth clientAuth) implements PeerSecurity {}

    /** Whether those who connect need a certificate. */
    enum ClientAuth {
        /** Only those connect who have a certificate from a trusted authority: mutual TLS. */
        REQUIRED,
        /** Anybody connects who trusts this server's certificate. */
        NONE
    }
}
