package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.TestResult.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** What came of one seed, or of a part of what it draws. */
record Judgement(List<Finding> findings, History history, Schedule schedule, Variant variant) {

    boolean isGood() {
        return findings.stream().allMatch(finding -> finding.verdict() instanceof Verdict.Valid);
    }

    /** Those that make it fail, by their names. */
    List<String> violated() {
        return findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Invalid)
                .map(Finding::check)
                .toList();
    }

    /** What is not good, in words. */
    String explanation() {
        return findings.stream()
                .filter(finding -> !(finding.verdict() instanceof Verdict.Valid))
                .map(finding -> finding.verdict().conclusion() + ": " + finding.check() + ": "
                        + finding.verdict().explanation().strip())
                .collect(Collectors.joining("\n"));
    }
}
