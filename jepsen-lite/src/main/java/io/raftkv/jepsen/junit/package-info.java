/**
 * Simulated clusters in JUnit tests: {@link io.raftkv.jepsen.junit.ClusterTest} on a method with a parameter of type {@link
 * io.raftkv.jepsen.junit.SimulatedTest}. Needs JUnit Jupiter on the class path, 5.11 or later, which jepsen-lite does not bring.
 */
package io.raftkv.jepsen.junit;
