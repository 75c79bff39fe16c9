/**
 * Clusters in JUnit tests, simulated or of processes: {@link io.raftkv.jepsen.junit.ClusterTest} on a method, which for a simulated one
 * has a parameter of type {@link io.raftkv.jepsen.junit.SimulatedTest}. Needs JUnit Jupiter on the class path, 5.11 or later, which jepsen-lite does not bring.
 */
package io.raftkv.jepsen.junit;
