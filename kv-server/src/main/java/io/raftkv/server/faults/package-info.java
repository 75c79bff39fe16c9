/**
 * What a tester may do to a server that was started with {@code --enable-fault-injection}: set its clock. Nothing here is reachable
 * otherwise.
 */
@NullMarked
package io.raftkv.server.faults;

import org.jspecify.annotations.NullMarked;
