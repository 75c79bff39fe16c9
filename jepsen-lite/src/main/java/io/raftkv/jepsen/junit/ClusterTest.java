package io.raftkv.jepsen.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a simulated cluster, which is done with one seed after the other until one fails. The method gets a {@link SimulatedTest}, with
 * which it says what clients do and what goes wrong. When it returns, everything is healed, the members must agree, and what clients saw
 * is judged.
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

    /** How many servers the cluster begins with, 1 to 9. */
    int nodes() default 3;

    /** How many operations are under way at once at most, at least 1. */
    int clients() default 5;

    /** How many operations all clients together begin in a simulated second, at least 1. */
    int rate() default 100;

    /** How many seeds are tried, from 1 on; at least 1. */
    int seeds() default 100;

    /**
     * For how many seconds the method is called again when it has failed, on the same object, each time with fewer operations and faults,
     * to find the smallest run that fails in the same way; 0 for not at all, at least 0.
     */
    int shrinkSeconds() default 20;
}
