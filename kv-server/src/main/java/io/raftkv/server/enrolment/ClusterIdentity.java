package io.raftkv.server.enrolment;

import io.raftkv.raft.core.Configuration;
import io.raftkv.server.InitialMember;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.members.Member;
import io.raftkv.server.members.MemberIds;
import io.raftkv.server.members.PeerUrls;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who this server is, and whom it belongs to; it never changes. The ids of a new cluster and of its founders are hashes of
 * what each of them was told at its first start (names, peer URLs, token), so that all know all ids without asking each
 * other, and two clusters that were configured differently never take each other's messages for their own.
 *
 * @param clusterId 64-bit, never 0
 * @param memberId 64-bit, never 0
 * @param name this member's name
 * @param origin how it became a member
 * @param token of a founder: what tells apart clusters of the same members; otherwise empty
 * @param members of a founder all founders; of a newcomer the members at that time. This one is among them. In the order of
 *     their ids as unsigned numbers
 */
public record ClusterIdentity(
        long clusterId, long memberId, String name, Origin origin, String token, List<Member> members) {

    /** How a server became a member. */
    public enum Origin {
        /** It formed the cluster together with others. */
        FOUNDER,
        /** It was added to a cluster that existed already. */
        NEWCOMER
    }

    /** Copies the list. */
    public ClusterIdentity {
        members = List.copyOf(members);
    }

    /** The founder that a configuration makes of a server; the cluster is the same whatever the order of {@code --initial-cluster}. */
    public static ClusterIdentity founding(ServerConfig config) {
        var token = config.cluster().token();
        var members = config.cluster().members().stream()
                .map(member -> founder(member, token))
                .sorted((a, b) -> Long.compareUnsigned(a.id(), b.id()))
                .toList();
        var ids = String.join(",", members.stream().map(Member::hexId).toList());
        long self = founder(config.ownEntry(), token).id();
        return new ClusterIdentity(
                MemberIds.hash("cluster", token, ids), self, config.name(), Origin.FOUNDER, token, members);
    }

    private static Member founder(InitialMember member, String token) {
        var url = member.peerUrl().toString();
        return new Member(
                MemberIds.hash("member", token, member.name(), url),
                member.name(),
                List.of(url),
                List.of(),
                Member.Role.VOTER);
    }

    /** What this server's log begins with: a newcomer knows nobody until it has the log. */
    public Configuration firstConfiguration() {
        return switch (origin) {
            case FOUNDER -> Configuration.of(addresses());
            case NEWCOMER -> Configuration.NONE;
        };
    }

    /** Where the members are, this one among them, as the Raft configuration says it. */
    public SortedMap<Long, String> addresses() {
        var addresses = new TreeMap<Long, String>();
        members.forEach(member -> addresses.put(member.id(), PeerUrls.join(member.peerUrls())));
        return addresses;
    }

    /** The names of the members that formed the cluster, as far as this one knows them. */
    public Map<Long, String> founderNames() {
        return switch (origin) {
            case FOUNDER -> members.stream().collect(Collectors.toMap(Member::id, Member::name));
            case NEWCOMER -> Map.of();
        };
    }

    /** The cluster's id as operators read it: lower-case hexadecimal. */
    public String hexClusterId() {
        return Long.toHexString(clusterId);
    }

    /** This member's id as operators read it. */
    public String hexMemberId() {
        return Long.toHexString(memberId);
    }

    @Override
    public String toString() {
        return "member " + hexMemberId() + " (" + name + ") of cluster " + hexClusterId();
    }
}
