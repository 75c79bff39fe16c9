/**
 * What goes wrong during a run: each {@link io.raftkv.jepsen.nemesis.Nemesis} of the vocabulary draws
 * {@link io.raftkv.jepsen.nemesis.Schedule}s, which are data that every world carries out, and that can be saved, replayed and
 * shrunk.
 */
package io.raftkv.jepsen.nemesis;
