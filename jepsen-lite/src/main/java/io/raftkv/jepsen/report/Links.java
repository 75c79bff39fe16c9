package io.raftkv.jepsen.report;

import java.net.URI;
import java.net.URISyntaxException;

/** Paths of files as parts of addresses. */
final class Links {

    private Links() {}

    /** A relative path, every character that means something in an address escaped. */
    static String encoded(String path) {
        try {
            // The dot keeps a colon in the first name from looking like a scheme.
            return new URI(null, null, "./" + path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
