package io.raftkv.server.enrolment;

/** The server must not run: the member that it was has been removed from the cluster. The message is one line for an operator. */
public final class MemberRemovedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A server that was this member must not run. */
    public MemberRemovedException(ClusterIdentity identity) {
        super(identity
                + " was removed from the cluster and must not take part any more; to bring this server back, move"
                + " its data directory away and add it as a new member: kvctl member add");
    }
}
