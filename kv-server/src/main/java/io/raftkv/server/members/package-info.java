/**
 * Who takes part in the cluster, and how that changes: {@link io.raftkv.server.members.MemberDirectory} puts together what
 * the Raft configuration says (ids, peer URLs, votes) with what members told of themselves (names, client URLs), and
 * {@link io.raftkv.server.members.MemberChanges} has the configuration changed. It knows no gRPC.
 *
 * <p>An id belongs to one member for ever. Who asks for a member to be added draws a new id; who asks for one to be removed
 * has its id remembered as spent first; and of the servers that start for the first time as an added member only one can
 * {@linkplain io.raftkv.server.members.Enlistment claim} its id. So no server ever votes with another one's name.
 */
package io.raftkv.server.members;
