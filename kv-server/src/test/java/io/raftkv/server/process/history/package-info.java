/**
 * What clients saw while servers were killed, and whether a linearizable store can have shown it to them. Two checks that
 * know different things: {@link io.raftkv.server.process.history.RegisterCheck} looks at values only and searches for an
 * order; {@link io.raftkv.server.process.history.RevisionCheck} takes the order that the store itself claims, its
 * revisions, and holds it against what clients saw.
 */
package io.raftkv.server.process.history;
