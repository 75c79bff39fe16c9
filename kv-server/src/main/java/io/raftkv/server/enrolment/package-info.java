/**
 * Finds out who a server is before it takes part in anything: {@link io.raftkv.server.enrolment.Enrolment} reads it in the
 * data directory, or computes it when a new cluster is formed, or asks the members of a cluster that exists already. What
 * it guards against is a server that takes part as a member whose data it does not have (known bug wiped-voter).
 */
package io.raftkv.server.enrolment;
