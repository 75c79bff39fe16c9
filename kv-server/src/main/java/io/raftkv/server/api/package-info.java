/**
 * The edge of the server: one class per gRPC service of etcd's v3 API, each of which checks a request, proposes or reads,
 * and answers; and the ports that they are served on, where plain HTTP/1.1 is answered too.
 */
package io.raftkv.server.api;
