package io.raftkv.server.members;

import java.util.List;

/**
 * A server that starts with an empty data directory, to take part in a cluster that exists already.
 *
 * @param name its {@code --name}
 * @param peerUrls where it says that the others reach it
 * @param clientUrls where clients reach it
 * @param claim a number that it has drawn, by which it is known again until it runs; 0 for none
 */
public record Newcomer(String name, List<String> peerUrls, List<String> clientUrls, long claim) {
    /** Copies the lists. */
    public Newcomer {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}
