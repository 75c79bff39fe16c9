/** The command {@code bin/scenario}. */
package io.raftkv.raft.scenario.command;
