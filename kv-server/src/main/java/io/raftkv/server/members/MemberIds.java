package io.raftkv.server.members;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ids of members and clusters: 64 bits of a hash, never 0. */
public final class MemberIds {

    private final long clusterId;
    private final RandomGenerator random;

    /**
     * Draws ids for new members of a cluster.
     *
     * @param random used by any thread
     */
    public MemberIds(long clusterId, RandomGenerator random) {
        this.clusterId = clusterId;
        this.random = random;
    }

    /** The first 8 bytes of a SHA-256; each part goes in with its length, so that no two lists of parts look the same. */
    public static long hash(String... parts) {
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

    /**
     * An id for a new member that nobody has and nobody had. By the hash alone a member that is removed and added again at the
     * same place would be taken for the former one, hence the random part.
     */
    long draw(List<String> peerUrls, Roster roster) {
        long id;
        do {
            id = hash(
                    "added",
                    Long.toHexString(clusterId),
                    String.join(",", peerUrls),
                    Long.toHexString(random.nextLong()),
                    Long.toHexString(random.nextLong()));
        } while (roster.find(id) != null || roster.retired().contains(id));
        return id;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
