package io.raftkv.server.members;

import java.util.List;

/**
 * A member of the cluster.
 *
 * @param id 64-bit, never 0
 * @param name its {@code --name}; empty until it has told it
 * @param peerUrls where the other members reach it
 * @param clientUrls where clients reach it; empty until it has told them
 * @param role what it does
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, Role role) {

    /** What a member does in its cluster. */
    public enum Role {
        /** It votes. */
        VOTER,
        /** It receives the log and has no vote. */
        LEARNER,
        /** It receives the log, and is to vote as soon as it has caught up. */
        JOINING
    }

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
