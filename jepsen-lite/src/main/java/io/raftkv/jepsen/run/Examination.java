package io.raftkv.jepsen.run;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.model.UnsuitableEventException;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.workload.Workload;
import java.util.List;
import java.util.function.Predicate;

/** What every world asks of a run once it is over. */
public final class Examination {

    private Examination() {}

    /**
     * Whether there was a test at all: a run in which nothing happened is not a good one.
     *
     * @param began how many operations each client began
     * @param hasStruck whether a nemesis hit somebody
     */
    public static Finding tested(
            TestSpec spec, Schedule schedule, History history, List<Long> began, Predicate<String> hasStruck) {
        return new Finding("test", verdict(spec, schedule, history, began, hasStruck));
    }

    private static Verdict verdict(
            TestSpec spec, Schedule schedule, History history, List<Long> began, Predicate<String> hasStruck) {
        var operations = history.operations();
        long ok = operations.stream()
                .filter(operation -> operation.outcome() == EventType.OK)
                .count();
        long idle = began.stream()
                .filter(operationsOfClient -> operationsOfClient == 0)
                .count();
        var missed = schedule.steps().stream()
                .map(Step::nemesis)
                .distinct()
                .filter(name -> !hasStruck.test(name))
                .toList();
        if (ok == 0) {
            return new Verdict.Unknown("no operation succeeded, of " + operations.size());
        }
        if (idle > 0) {
            return new Verdict.Unknown(idle + " of " + began.size() + " clients never began an operation");
        }
        if (!missed.isEmpty()) {
            return new Verdict.Unknown("these faults never took effect: " + String.join(", ", missed));
        }
        if (schedule.steps().isEmpty()
                && !spec.nemesis().equals("none")
                && spec.schedule().steps().isEmpty()) {
            return new Verdict.Unknown("the run is too short for a fault of " + spec.nemesis());
        }
        return new Verdict.Valid(operations.size() + " operations, " + ok + " of which succeeded, and "
                + schedule.steps().size() + " starts and ends of faults");
    }

    /** What the workload's own checker says. */
    public static Finding checked(Workload workload, History history) {
        var checker = workload.checker();
        try {
            return new Finding(checker.name(), checker.check(history));
        } catch (UnsuitableEventException wrong) {
            throw new IllegalStateException("the workload does not fit its checker " + checker.name(), wrong);
        }
    }
}
