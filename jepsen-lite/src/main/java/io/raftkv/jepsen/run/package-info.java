/**
 * A test as a whole: what it is ({@link io.raftkv.jepsen.run.TestSpec}), which every world can carry out, and what came of it
 * ({@link io.raftkv.jepsen.run.TestResult}).
 */
package io.raftkv.jepsen.run;
