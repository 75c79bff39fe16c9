package io.raftkv.server;

import java.util.List;

/**
 * A member of the cluster, as clients see it.
 *
 * @param id 64-bit, never 0
 * @param name its {@code --name}
 * @param peerUrls where the other members reach it
 * @param clientUrls where clients reach it; empty as long as that is not known here
 * @param learner whether it only receives the log and has no vote
 */
public record Member(long id, String name, List<Url> peerUrls, List<Url> clientUrls, boolean learner) {
    /** Copies the lists. */
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /** The id as operators read it: lower-case hexadecimal. */
    public String hexId() {
        return Long.toHexString(id);
    }
}
