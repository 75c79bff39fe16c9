package io.raftkv.server.members;

import java.util.List;

/**
 * A server that starts with an empty data directory, to take part in a cluster that exists already.
 *
 * @param name its {@code --name}
 * @param peerUrls where it says that the others reach it
 * @param clientUrls where clients reach it
 */
public record Newcomer(String name, List<String> peerUrls, List<String> clientUrls) {
    /** Copies the lists. */
    public Newcomer {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}
