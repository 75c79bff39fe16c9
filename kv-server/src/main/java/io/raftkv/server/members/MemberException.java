package io.raftkv.server.members;

/** What was asked of the members was refused and changed nothing. */
public final class MemberException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final MemberError error;

    /** A refusal for this reason. */
    public MemberException(MemberError error) {
        super(error.text(), null, false, false);
        this.error = error;
    }

    /** Why it was refused. */
    public MemberError error() {
        return error;
    }
}
