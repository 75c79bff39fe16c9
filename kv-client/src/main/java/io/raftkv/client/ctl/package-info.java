/**
 * The {@code kvctl} command: reads and writes keys, and shows members, from a terminal. Its words and its output are
 * {@code etcdctl}'s where that has the same command, so that scripts and fingers need not learn anything.
 */
package io.raftkv.client.ctl;
