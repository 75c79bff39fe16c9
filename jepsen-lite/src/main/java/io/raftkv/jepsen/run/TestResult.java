package io.raftkv.jepsen.run;

import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Schedule;
import java.util.List;

/**
 * What came of a test.
 *
 * @param spec what was tested
 * @param schedule the faults that were asked for
 * @param history what clients did and saw, faults included
 * @param findings what each check says; at least one
 */
public record TestResult(TestSpec spec, Schedule schedule, History history, List<Finding> findings) {

    /**
     * What one check says.
     *
     * @param check its name
     * @param verdict what it says
     */
    public record Finding(String check, Verdict verdict) {

        /** The check that the simulation makes all the time: it ends a run at the very moment at which it fails. */
        public static final String GUARANTEES_OF_RAFT = "guarantees of Raft";
    }

    /** Copies the list. */
    public TestResult {
        findings = List.copyOf(findings);
    }

    /** Whether some promise was broken. */
    public boolean isViolated() {
        return conclusion() == Conclusion.VIOLATION;
    }

    /** Whether every check says that all is good. */
    public boolean isGood() {
        return conclusion() == Conclusion.GOOD;
    }

    /** What all checks together come to. */
    public Conclusion conclusion() {
        return Conclusion.ofAll(
                findings.stream().map(finding -> finding.verdict().conclusion()).toList());
    }

    /** How many operations of clients ended so; those that never ended count as {@link EventType#INFO}. */
    public long count(EventType outcome) {
        return history.operations().stream()
                .filter(operation -> operation.outcome() == outcome)
                .count();
    }
}
