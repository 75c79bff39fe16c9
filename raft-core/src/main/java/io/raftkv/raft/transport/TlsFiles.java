package io.raftkv.raft.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is in the files of a {@link PeerSecurity.Tls}.
 *
 * @param chain this server's certificate, and those between it and the authority's
 * @param privateKey its key
 * @param trusted certificates of authorities
 */
record TlsFiles(List<X509Certificate> chain, PrivateKey privateKey, List<X509Certificate> trusted) {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** The kinds of keys that TLS knows, and a signature that tells whether two of them belong together. */
    private enum KeyKind {
        EC("SHA256withECDSA"),
        RSA("SHA256withRSA"),
        EdDSA("EdDSA");

        private final String signature;

        KeyKind(String signature) {
            this.signature = signature;
        }
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException when one cannot be used, naming field and file
     */
    static TlsFiles read(PeerSecurity.Tls tls) {
        var chain = certificates("certificate", tls.certificate());
        var privateKey = privateKey(tls.privateKey());
        if (!belongTogether(privateKey, chain.getFirst().getPublicKey())) {
            throw unusable(
                    "privateKey", tls.privateKey(), "does not belong to the first certificate in " + tls.certificate());
        }
        return new TlsFiles(chain, privateKey, certificates("trustedCa", tls.trustedCa()));
    }

    private static List<X509Certificate> certificates(String field, Path file) {
        var bytes = bytes(field, file);
        try {
            var certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw unusable(field, file, "cannot be read as X.509 certificates in PEM: " + e.getMessage());
        }
        throw unusable(field, file, "has no X.509 certificate in PEM");
    }

    private static PrivateKey privateKey(Path file) {
        var pem = PRIVATE_KEY.matcher(new String(bytes("privateKey", file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw unusable(
                    "privateKey",
                    file,
                    "has no PKCS #8 key without a password in PEM (-----BEGIN PRIVATE KEY-----): 'openssl pkcs8 -topk8"
                            + " -nocrypt' makes one of other keys");
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (var kind : KeyKind.values()) {
            try {
                return KeyFactory.getInstance(kind.name()).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // One of another kind.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java 21 knows " + kind, e);
            }
        }
        throw unusable("privateKey", file, "has no key of a kind that TLS knows: EC, RSA or EdDSA");
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        for (var kind : KeyKind.values()) {
            try {
                var signature = Signature.getInstance(kind.signature);
                signature.initSign(privateKey);
                signature.update((byte) 1);
                byte[] signed = signature.sign();
                signature.initVerify(publicKey);
                signature.update((byte) 1);
                return signature.verify(signed);
            } catch (GeneralSecurityException e) {
                // At least one is of another kind.
            }
        }
        return false;
    }

    private static byte[] bytes(String field, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw unusable(field, file, "does not exist");
        } catch (IOException e) {
            throw unusable(field, file, "cannot be read: " + e);
        }
    }

    private static IllegalArgumentException unusable(String field, Path file, String why) {
        return new IllegalArgumentException(field + " is " + file + ", which " + why);
    }
}
