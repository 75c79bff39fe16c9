/** The {@code jepsen-lite} command. */
package io.raftkv.jepsen.command;
