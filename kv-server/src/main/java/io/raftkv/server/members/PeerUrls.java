package io.raftkv.server.members;

import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import java.util.List;

/** The peer URLs of a member, and the text as which the Raft configuration carries them. */
public final class PeerUrls {

    private static final String SEPARATOR = ",";

    private PeerUrls() {}

    /** As the Raft configuration carries them. */
    public static String join(List<String> urls) {
        return String.join(SEPARATOR, urls);
    }

    /** What {@link #join} has joined; none for an empty text. */
    public static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR));
    }

    /**
     * The same URLs, each written as all others write it.
     *
     * @throws MemberException when there is none, or one of them is malformed or given twice
     */
    static List<String> canonical(List<String> urls) {
        try {
            return Url.parseList("peer URLs", String.join(SEPARATOR, urls)).stream()
                    .map(Url::toString)
                    .toList();
        } catch (StartRefusedException malformed) {
            throw new MemberException(MemberError.INVALID_URLS);
        }
    }
}
