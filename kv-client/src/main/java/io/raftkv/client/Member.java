package io.raftkv.client;

import java.util.List;

/**
 * A member of the cluster.
 *
 * @param id its id, an unsigned 64-bit number
 * @param name its name, empty until it has started
 * @param peerUrls where the other members reach it
 * @param clientUrls where clients reach it
 * @param role whether it has a vote
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, Role role) {

    /** What a member does in its cluster. */
    public enum Role {
        /** It votes. */
        VOTER,
        /** It receives the log and has no vote. */
        LEARNER
    }

    /** Copies the lists. */
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}
