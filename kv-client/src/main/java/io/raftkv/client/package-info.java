/**
 * The Java client of the key-value server and the {@code kvctl} command. The module owns the {@code .proto} files of
 * the client API, which are etcd's v3 API, so that it can speak to a server without depending on one; the server takes
 * the stubs from here.
 */
package io.raftkv.client;
