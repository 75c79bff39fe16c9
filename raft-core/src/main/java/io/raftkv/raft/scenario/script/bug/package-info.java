/**
 * A museum of bugs that real Raft systems had. Each scenario brings about the situation in which one of them failed, and
 * claims what happens here instead, so that playing it is the test that would have caught the bug. Its explanation says what
 * happened there and why, and names the guard that prevents it here, whose Javadoc names the bug: look for {@code known bug}.
 * {@link io.raftkv.raft.scenario.script.bug.Museum} lists them.
 *
 * <p>The numbers are those of the systems' public issue trackers.
 */
package io.raftkv.raft.scenario.script.bug;
