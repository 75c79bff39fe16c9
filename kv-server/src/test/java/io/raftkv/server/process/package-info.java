/** The server as its users have it: real processes that are killed, restarted, and given bad input. */
package io.raftkv.server.process;
