package io.raftkv.jepsen.run;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.model.UnsuitableEventException;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.workload.Behaviour;
import java.util.Map;
import java.util.function.Predicate;

/** What every world asks of a run once it is over. */
public final class Examination {

    private Examination() {}

    /**
     * Whether anything happened at all: a run in which nothing did is not a good one.
     *
     * @param hasStruck whether a nemesis hit somebody
     */
    public static Verdict happened(History history, Schedule schedule, Predicate<String> hasStruck) {
        var operations = history.operations();
        long ok = operations.stream()
                .filter(operation -> operation.outcome() == EventType.OK)
                .count();
        var missed = schedule.steps().stream()
                .map(Step::nemesis)
                .distinct()
                .filter(name -> !hasStruck.test(name))
                .toList();
        if (ok == 0) {
            return new Verdict.Unknown("no operation succeeded, of " + operations.size());
        }
        if (!missed.isEmpty()) {
            return new Verdict.Unknown("these faults never took effect: " + String.join(", ", missed));
        }
        return new Verdict.Valid(operations.size() + " operations, " + ok + " of which succeeded, and "
                + faultsIn(history) + " starts and ends of faults");
    }

    /** How many starts and ends of faults there were: fewer than were asked for, when the run ended before. */
    public static long faultsIn(History history) {
        return history.events().stream()
                .filter(event -> event.process() == Event.NEMESIS
                        && event.value() instanceof Map<?, ?> value
                        && value.containsKey("fault"))
                .count();
    }

    /** Whether all that was planned was done. */
    public static Verdict asPlanned(Plan plan, long idleClients) {
        TestSpec spec = plan.spec();
        // Whether a client has nothing to do is for the plan to say when it names the operations.
        if (plan.operations() instanceof Operations.All && idleClients > 0) {
            return new Verdict.Unknown(idleClients + " of " + spec.clients() + " clients never began an operation");
        }
        if (plan.schedule().steps().isEmpty()
                && !spec.nemesis().equals("none")
                && spec.schedule().steps().isEmpty()) {
            return new Verdict.Unknown("the run is too short for a fault of " + spec.nemesis());
        }
        return new Verdict.Valid("as planned");
    }

    /** The first if it is not good, else the second if that is not, else the first. */
    public static Verdict both(Verdict first, Verdict second) {
        return !(first instanceof Verdict.Valid) || second instanceof Verdict.Valid ? first : second;
    }

    /** What the checker says of what clients saw. */
    public static Finding checked(Behaviour<?> behaviour, History history) {
        var checker = behaviour.checker();
        try {
            return new Finding(checker.name(), checker.check(history));
        } catch (UnsuitableEventException wrong) {
            throw new IllegalStateException(
                    checker.name() + " does not fit what the clients do: " + wrong.getMessage(), wrong);
        }
    }
}
