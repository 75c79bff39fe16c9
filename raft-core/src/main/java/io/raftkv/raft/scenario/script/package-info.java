/**
 * The scenarios themselves, a class each; {@link io.raftkv.raft.scenario.script.Catalogue} lists them. They read best in the
 * order in which it does.
 */
package io.raftkv.raft.scenario.script;
