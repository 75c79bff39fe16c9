package io.raftkv.client;

/** Whether a write answers what it replaced or deleted. */
public enum Previous {
    /** Do not send it. */
    OMITTED,
    /** Send it. */
    RETURNED
}
