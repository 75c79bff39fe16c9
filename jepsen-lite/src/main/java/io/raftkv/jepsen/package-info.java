/**
 * The tester: clients use a replicated store while faults hit it, what they saw is recorded, and checkers judge it. The way in is
 * {@link io.raftkv.jepsen.history}, what a run leaves behind.
 */
package io.raftkv.jepsen;
