/** JMH benchmarks of the parts of the hot path, run by {@code benchmarks/bin/jmh}. */
package io.raftkv.benchmarks.micro;
