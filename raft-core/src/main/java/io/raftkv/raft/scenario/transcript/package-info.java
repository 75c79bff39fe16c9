/**
 * What is printed while a scenario plays: {@link io.raftkv.raft.scenario.transcript.Transcript} turns its events into lines, with
 * the servers as lifelines at the left and what they do at the right.
 */
package io.raftkv.raft.scenario.transcript;
