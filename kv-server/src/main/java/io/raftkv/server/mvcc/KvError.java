package io.raftkv.server.mvcc;

/** The errors of the key-value API. Clients compare the texts word by word, so they are part of the contract. */
public enum KvError {
    KEY_NOT_PROVIDED("INVALID_ARGUMENT", "etcdserver: key is not provided"),
    KEY_NOT_FOUND("INVALID_ARGUMENT", "etcdserver: key not found"),
    VALUE_PROVIDED("INVALID_ARGUMENT", "etcdserver: value is provided"),
    LEASE_PROVIDED("INVALID_ARGUMENT", "etcdserver: lease is provided"),
    TOO_MANY_OPERATIONS("INVALID_ARGUMENT", "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY("INVALID_ARGUMENT", "etcdserver: duplicate key given in txn request"),
    INVALID_SORT_OPTION("INVALID_ARGUMENT", "etcdserver: invalid sort option"),
    REQUEST_TOO_LARGE("INVALID_ARGUMENT", "etcdserver: request is too large"),
    LEASE_NOT_FOUND("NOT_FOUND", "etcdserver: requested lease not found"),
    COMPACTED("OUT_OF_RANGE", "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION("OUT_OF_RANGE", "etcdserver: mvcc: required revision is a future revision");

    private final String statusCode;
    private final String text;

    KvError(String statusCode, String text) {
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
