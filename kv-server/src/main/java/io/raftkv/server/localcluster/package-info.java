/**
 * A cluster on one machine in one command: {@link io.raftkv.server.localcluster.ClusterCommand} starts the servers as
 * processes of their own, or all in one JVM for a debugger. The processes need nobody: what is running stands in a file in
 * the data directory, {@link io.raftkv.server.localcluster.ClusterFile}, so that any terminal can look at them, stop, kill,
 * pause and restart them.
 */
package io.raftkv.server.localcluster;
