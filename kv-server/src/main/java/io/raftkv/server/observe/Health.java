package io.raftkv.server.observe;

/**
 * Whether this member can serve.
 *
 * @param reason why not; empty when it can
 */
public record Health(String reason) {

    /** It can. */
    public static final Health GOOD = new Health("");

    /** Whether it can. */
    public boolean isGood() {
        return reason.isEmpty();
    }
}
