package io.raftkv.server.members;

/** The errors of changes of members and of the leader. Clients compare the texts word by word: they are part of the contract. */
public enum MemberError {
    INVALID_URLS("INVALID_ARGUMENT", "etcdserver: given member URLs are invalid"),
    NOT_FOUND("NOT_FOUND", "etcdserver: member not found"),
    ID_EXISTS("FAILED_PRECONDITION", "etcdserver: member ID already exist"),
    PEER_URLS_EXIST("FAILED_PRECONDITION", "etcdserver: Peer URLs already exists"),
    NOT_ENOUGH_STARTED("FAILED_PRECONDITION", "etcdserver: re-configuration failed due to not enough started members"),
    NOT_A_LEARNER("FAILED_PRECONDITION", "etcdserver: can only promote a learner member"),
    TOO_MANY_LEARNERS("FAILED_PRECONDITION", "etcdserver: too many learner members in cluster"),
    NOT_LEADER("FAILED_PRECONDITION", "etcdserver: not leader"),
    BAD_TRANSFEREE("FAILED_PRECONDITION", "etcdserver: bad leader transferee");

    private final String statusCode;
    private final String text;

    MemberError(String statusCode, String text) {
        this.statusCode = statusCode;
        this.text = text;
    }

    /** The name of the gRPC status code that goes with the error. */
    public String statusCode() {
        return statusCode;
    }

    /** The error as clients know it. */
    public String text() {
        return text;
    }
}
