/**
 * The {@link io.raftkv.server.mvcc.OrderedStore} on RocksDB. Nothing outside this package knows that RocksDB exists.
 *
 * <p>Its own write-ahead log is off, because the Raft log is one; what makes that safe is that all column families are
 * flushed as one ({@code atomic_flush}), so the applied index on disk always fits the data on disk.
 *
 * <table>
 * <caption>The store's directory</caption>
 * <tr><th>name</th><th>what it is</th></tr>
 * <tr><td>{@code LOCK}</td><td>empty; locked while a server runs</td></tr>
 * <tr><td>{@code CURRENT}</td><td>says which of the numbered directories holds the state; text with a checksum</td></tr>
 * <tr><td>{@code 1/}, {@code 2/}, ...</td><td>RocksDB directories; but for moments there is one, the live one</td></tr>
 * <tr><td>{@code checkpoint-<id>/}</td><td>a snapshot that is being sent: links to the live one's tables</td></tr>
 * <tr><td>{@code inbox/}</td><td>a snapshot that is being received, or was and is not installed yet</td></tr>
 * </table>
 *
 * <p>A received snapshot is installed in these steps, so that a crash leaves the old state or the new one:
 *
 * <ol>
 *   <li>its files are linked or copied into the next numbered directory, from the inbox, where everything is durable;
 *   <li>RocksDB opens them, and it is checked that they hold the state they should;
 *   <li>{@code CURRENT} is replaced by one that names the new directory: from here on it is the state;
 *   <li>the old directory is deleted when its last view is closed, and the inbox is emptied.
 * </ol>
 *
 * <p>After a crash before the third step the inbox is still complete, and all of it is done again. What else lies around at
 * a start is a leftover, and is deleted.
 */
package io.raftkv.server.rocksdb;
