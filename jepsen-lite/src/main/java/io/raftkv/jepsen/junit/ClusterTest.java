package io.raftkv.jepsen.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a cluster, which is done with one seed after the other until one fails. A simulated one is a parameter of the method, {@link
 * SimulatedTest}, with which the method says what clients do and what goes wrong; or the annotation says it, and the method, which may
 * be empty, is called when that is done. When it returns, everything is healed, the members must agree, and what clients saw is judged.
 *
 * <p>With {@link World#PROCESS} the servers of this project run as processes, in real time. The annotation says what clients do, and the
 * method may have a parameter of type {@link io.raftkv.jepsen.run.TestResult}, what came of it, to look at.
 *
 * <p>A failure tells the line that does the same again, and leaves a report in {@code target/jepsen-lite/Class.method/}.
 *
 * <p>System properties, or parameters in {@code junit-platform.properties}: {@code raftkv.jepsen.seed} runs that seed alone; {@code raftkv.jepsen.seeds} sets how many there are, in place of
 * {@link #seeds}; {@code raftkv.jepsen.reports} is another directory than {@code target/jepsen-lite}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(ClusterTestExtension.class)
public @interface ClusterTest {

    /** Where servers run. */
    enum World {
        /** In a simulation, in virtual time. */
        SIM,
        /** As processes of this machine, in real time. */
        PROCESS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the servers run. */
    World world() default World.SIM;

    /** What clients do: a name of {@link io.raftkv.jepsen.workload.Workloads}; empty when the method says it. */
    String workload() default "";

    /** What goes wrong meanwhile: names of {@link io.raftkv.jepsen.nemesis.Nemeses} joined by {@code +}, or {@code none}. */
    String nemesis() default "none";

    /** For how many seconds clients do that, at least 1; ten or more when something is to go wrong. */
    int seconds() default 30;

    /** How many servers the cluster begins with, 1 to 9. */
    int nodes() default 3;

    /** How many operations are under way at once at most, at least 1. */
    int clients() default 5;

    /** How many operations all clients together begin in a second, at least 1. */
    int rate() default 100;

    /** How many seeds are tried, from 1 on; 0 for as many as are usual: 100 in the simulation, 1 with processes. */
    int seeds() default 0;

    /**
     * For how many seconds the method is called again when it has failed, on the same object, each time with fewer operations and faults,
     * to find the smallest run that fails in the same way; 0 for not at all, at least 0. A run with processes cannot be made smaller.
     */
    int shrinkSeconds() default 20;
}
