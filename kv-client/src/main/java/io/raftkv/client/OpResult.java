package io.raftkv.client;

/** The answer to an {@link Op}. Inside a {@link TxnResult} the header carries only a revision. */
public sealed interface OpResult permits GetResult, PutResult, DeleteResult, TxnResult {

    /** Who answered, and as of when. */
    Header header();
}
