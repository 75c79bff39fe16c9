package io.raftkv.jepsen.command;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.report.Finding;
import io.raftkv.jepsen.report.ReportInput;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts what came of a run into the words of a report. */
final class ReportOfRun {

    private ReportOfRun() {}

    static ReportInput of(TestResult result, String world, String again) {
        TestSpec spec = result.spec();
        return new ReportInput(
                spec.workload() + " under " + spec.nemesis(),
                result.findings().stream().map(ReportOfRun::finding).toList(),
                configuration(spec, world),
                again,
                result.history(),
                List.of());
    }

    private static Finding finding(TestResult.Finding finding) {
        var state = switch (finding.verdict()) {
            case Verdict.Valid valid -> Finding.State.VALID;
            case Verdict.Invalid invalid -> Finding.State.INVALID;
            case Verdict.Unknown unknown -> Finding.State.UNKNOWN;
        };
        List<String> lines = finding.verdict().explanation().lines().toList();
        String headline = lines.isEmpty() ? "" : lines.getFirst();
        return new Finding(
                finding.check(), state, headline, lines.stream().skip(1).toList());
    }

    private static Map<String, String> configuration(TestSpec spec, String world) {
        var configuration = new LinkedHashMap<String, String>();
        configuration.put("world", world);
        configuration.put("workload", spec.workload());
        configuration.put("nemesis", spec.nemesis());
        configuration.put("nodes", Integer.toString(spec.nodes()));
        configuration.put("clients", Integer.toString(spec.clients()));
        configuration.put("rate", spec.rate() + "/s");
        configuration.put("time", spec.time().toMillis() / 1e3 + " s");
        configuration.put("seed", Long.toString(spec.seed()));
        configuration.put("Java", Runtime.version().toString());
        return configuration;
    }
}
