package io.raftkv.jepsen.run;

import io.raftkv.jepsen.nemesis.Nemeses;
import io.raftkv.jepsen.nemesis.Nemesis;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One run as data: everything that decides what happens when it is simulated. So it can be saved, done again, and made smaller.
 *
 * @param spec what is tested
 * @param schedule the faults, whether the seed of {@code spec} draws them or not
 * @param operations which of those that the seed draws are done
 */
public record Plan(TestSpec spec, Schedule schedule, Operations operations) {

    /** The run that the seed draws. */
    public static Plan of(TestSpec spec) {
        return of(spec, spec.schedule());
    }

    /** The run that the seed draws, but for its faults. */
    public static Plan of(TestSpec spec, Schedule schedule) {
        return new Plan(spec, schedule, Operations.ALL);
    }

    /** The same for another length; of a shorter one, the faults that would come later are left out. */
    public Plan until(Duration time) {
        var sooner = schedule.steps().stream()
                .filter(step -> step.at().compareTo(time) <= 0)
                .toList();
        return new Plan(spec.time(time), new Schedule(sooner), operations);
    }

    /** The same with these faults alone. What goes wrong no longer is no longer named either. */
    public Plan steps(List<Step> steps) {
        var left = Nemeses.parse(spec.nemesis()).stream()
                .map(Nemesis::name)
                .filter(name -> steps.stream().anyMatch(step -> step.nemesis().equals(name)))
                .collect(Collectors.joining("+"));
        return new Plan(spec.nemesis(left.isEmpty() ? "none" : left), new Schedule(steps), operations);
    }

    /** The same with only the first so many clients, each of which asks as often as before. */
    public Plan clients(int fewer) {
        int rate = Math.max(1, spec.rate() * fewer / spec.clients());
        return new Plan(spec.clients(fewer, rate), schedule, operations);
    }

    /** The same with another number of servers. Partitions name only those that there still may be, which parts them as before. */
    public Plan nodes(int other) {
        return new Plan(spec.nodes(other), schedule.withServersOf(other), operations);
    }

    /** What goes wrong in a word or some: names joined by {@code +}, or {@code none}. */
    public String faults() {
        if (!spec.nemesis().equals("none") || schedule.steps().isEmpty()) {
            return spec.nemesis();
        }
        return schedule.steps().stream().map(Step::nemesis).distinct().collect(Collectors.joining("+"));
    }

    /** The same with other operations. */
    public Plan operations(Operations other) {
        return new Plan(spec, schedule, other);
    }
}
