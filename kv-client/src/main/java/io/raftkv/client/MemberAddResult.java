package io.raftkv.client;

import java.util.List;

/**
 * What adding a member has led to.
 *
 * @param header who answered
 * @param member the new member, which has not started yet
 * @param members all of them, the new one included
 */
public record MemberAddResult(Header header, Member member, List<Member> members) {

    /** Copies the list. */
    public MemberAddResult {
        members = List.copyOf(members);
    }
}
