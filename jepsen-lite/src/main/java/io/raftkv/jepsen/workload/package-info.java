/**
 * What clients do: each {@link io.raftkv.jepsen.workload.Workload} draws operations, carries them out on a
 * {@link io.raftkv.jepsen.workload.Store}, and names the checker of what was seen. The same in every world.
 */
package io.raftkv.jepsen.workload;
