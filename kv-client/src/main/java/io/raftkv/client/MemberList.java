package io.raftkv.client;

import java.util.List;

/**
 * The members of the cluster.
 *
 * @param header who answered
 * @param members all of them
 */
public record MemberList(Header header, List<Member> members) {

    /** Copies the list. */
    public MemberList {
        members = List.copyOf(members);
    }
}
