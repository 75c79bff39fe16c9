package io.raftkv.jepsen.workload;

/** What the clients of a key-value store do. */
public interface Workload extends Behaviour<Attempt> {}
