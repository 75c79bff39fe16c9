/**
 * The real world: servers as processes, with real sockets, files and clocks, and the faults that can be done to them.
 * {@link io.raftkv.jepsen.process.ProcessWorld} is the way in. It begins a {@link io.raftkv.jepsen.process.Workplace}, which takes away
 * at the end whatever was left; a {@link io.raftkv.jepsen.process.Network} between the servers; and the servers themselves, of a
 * {@link io.raftkv.jepsen.process.Program}. Then {@link io.raftkv.jepsen.process.ProcessClient}s do what the workload says while
 * {@link io.raftkv.jepsen.process.ProcessNemesis} carries out the schedule.
 */
@NullMarked
package io.raftkv.jepsen.process;

import org.jspecify.annotations.NullMarked;
