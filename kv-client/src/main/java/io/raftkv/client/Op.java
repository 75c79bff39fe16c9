package io.raftkv.client;

/** A request of the key-value API, which a {@link Txn} can also contain. */
public sealed interface Op permits Get, Put, Delete, Txn {

    /** Whether it leaves the store as it is, and so can be asked again without harm. */
    boolean isReadOnly();
}
