package io.raftkv.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Who this server is, and whom it belongs to. Ids are hashes of what every member was told at its first start (names, peer
 * URLs, token), so that all members know all ids without asking each other, and two clusters that were configured
 * differently never take each other's messages for their own.
 *
 * @param clusterId 64-bit, never 0
 * @param self this member
 * @param members all members, this one among them, in the order of their ids as unsigned numbers
 */
public record ClusterIdentity(long clusterId, Member self, List<Member> members) {

    /** Copies the list. */
    public ClusterIdentity {
        members = List.copyOf(members);
    }

    /** The identity that follows from a configuration; the same whatever the order of {@code --initial-cluster}. */
    public static ClusterIdentity of(ServerConfig config) {
        var token = config.cluster().token();
        var members = config.cluster().members().stream()
                .map(member -> new Member(
                        hash("member", token, member.name(), member.peerUrl().toString()),
                        member.name(),
                        List.of(member.peerUrl()),
                        member.name().equals(config.name()) ? config.client().advertise() : List.of(),
                        false))
                .sorted((a, b) -> Long.compareUnsigned(a.id(), b.id()))
                .toList();
        var ids = String.join(",", members.stream().map(Member::hexId).toList());
        var self = members.stream()
                .filter(member -> member.name().equals(config.name()))
                .findFirst()
                .orElseThrow();
        return new ClusterIdentity(hash("cluster", token, ids), self, members);
    }

    /** The cluster's id as operators read it: lower-case hexadecimal. */
    public String hexClusterId() {
        return Long.toHexString(clusterId);
    }

    /** The first 8 bytes of a SHA-256; each part goes in with its length, so that no two lists of parts look the same. */
    private static long hash(String... parts) {
        var digest = sha256();
        for (var part : parts) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        long id = ByteBuffer.wrap(digest.digest()).getLong();
        return id == 0 ? 1 : id;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
