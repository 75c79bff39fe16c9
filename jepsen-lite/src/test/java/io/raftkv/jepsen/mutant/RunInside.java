package io.raftkv.jepsen.mutant;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.SimulatedWorld;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Runs a test with the servers of the class loader that has loaded this class. Given the trial and a seed, it answers with the names of
 * the checks that found something broken.
 */
public final class RunInside implements BiFunction<Trial, Long, List<String>> {

    @Override
    public List<String> apply(Trial trial, Long seed) {
        var spec = TestSpec.of(trial.workload(), trial.isDirected() ? "none" : trial.faults(), seed)
                .nodes(trial.nodes());
        Schedule schedule = trial.isDirected() ? Schedule.parse(trial.schedule()) : spec.schedule();
        return SimulatedWorld.run(spec, schedule, Build.CORRECT).findings().stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Invalid)
                .map(finding -> finding.check())
                .toList();
    }
}
