/**
 * What clients did and saw, in the order in which it happened: {@link io.raftkv.jepsen.history.Event}s, as Jepsen records them,
 * which pair up to {@link io.raftkv.jepsen.history.Operation}s.
 */
package io.raftkv.jepsen.history;
