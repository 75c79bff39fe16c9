/**
 * What an operator sees of a running server: meters, and the pages {@code /health}, {@code /version} and {@code /metrics}
 * over plain HTTP/1.1, as etcd answers them.
 */
package io.raftkv.server.observe;
