package io.raftkv.server.members;

import io.raftkv.raft.core.Configuration;
import io.raftkv.server.proto.MemberAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part, as one member knows it at one moment.
 *
 * @param members in the order of their ids as unsigned numbers
 * @param isSettled whether that is known to be committed, so that it is not taken back
 * @param started ids of members that have told of themselves, former ones among them
 * @param retired ids of members whose removal was asked for; one that is still a member is not removed, or not yet
 */
public record Roster(List<Member> members, boolean isSettled, Set<Long> started, SortedSet<Long> retired) {

    /** Copies the collections. */
    public Roster {
        members = List.copyOf(members);
        started = Set.copyOf(started);
        retired = Collections.unmodifiableSortedSet(new TreeSet<>(retired));
    }

    /**
     * Puts together what the configuration says and what members told of themselves.
     *
     * @param founderNames of the members that formed the cluster, as far as they are known; for those that told none
     */
    static Roster of(
            Configuration configuration,
            boolean isCommitted,
            List<MemberAttributes> told,
            SortedSet<Long> retired,
            Map<Long, String> founderNames) {
        Map<Long, MemberAttributes> attributes = new HashMap<>();
        told.forEach(one -> attributes.put(one.getId(), one));
        List<Member> members = new ArrayList<>();
        for (long id : configuration.members()) {
            var own = attributes.getOrDefault(id, MemberAttributes.getDefaultInstance());
            members.add(new Member(
                    id,
                    own.getName().isEmpty() ? founderNames.getOrDefault(id, "") : own.getName(),
                    PeerUrls.split(configuration.addresses().getOrDefault(id, "")),
                    own.getClientUrlsList(),
                    role(configuration, id)));
        }
        members.sort((a, b) -> Long.compareUnsigned(a.id(), b.id()));
        return new Roster(members, isCommitted, attributes.keySet(), retired);
    }

    private static Member.Role role(Configuration configuration, long id) {
        if (configuration.learners().contains(id)) {
            return Member.Role.LEARNER;
        }
        return configuration.joining().contains(id) ? Member.Role.JOINING : Member.Role.VOTER;
    }

    /** The member with an id, null for none. */
    @Nullable
    Member find(long id) {
        return members.stream().filter(member -> member.id() == id).findFirst().orElse(null);
    }

    /** The member with one of these peer URLs, null for none. */
    @Nullable
    Member findByPeerUrl(List<String> urls) {
        return members.stream()
                .filter(member -> !Collections.disjoint(member.peerUrls(), urls))
                .findFirst()
                .orElse(null);
    }

    /**
     * The member with an id.
     *
     * @throws MemberException when there is none
     */
    Member require(long id) {
        var member = find(id);
        if (member == null) {
            throw new MemberException(MemberError.NOT_FOUND);
        }
        return member;
    }

    /** Ids of those with a role. */
    Set<Long> with(Member.Role role) {
        return members.stream()
                .filter(member -> member.role() == role)
                .map(Member::id)
                .collect(Collectors.toSet());
    }

    /** Ids of former members: a server with one of these must not go on. */
    public SortedSet<Long> removed() {
        var removed = new TreeSet<Long>();
        if (isSettled && !members.isEmpty()) {
            retired.stream().filter(id -> find(id) == null).forEach(removed::add);
        }
        return removed;
    }
}
