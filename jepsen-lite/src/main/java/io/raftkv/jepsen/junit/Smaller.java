package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.shrink.Fewer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Looks for the fewest operations and faults with which a test fails in the same way. How long it takes is for the test to say. */
final class Smaller {

    private final ClusterTest settings;
    private final Function<Variant, Judgement> test;
    private final long deadline;

    private Variant smallest;
    private Judgement judgement;

    /**
     * Begins with one that failed.
     *
     * @param test does a variant, and judges it
     */
    Smaller(ClusterTest settings, long seed, Judgement failed, Function<Variant, Judgement> test) {
        this.settings = settings;
        this.test = test;
        this.smallest = Variant.of(seed);
        this.judgement = failed;
        this.deadline =
                System.nanoTime() + Duration.ofSeconds(settings.shrinkSeconds()).toNanos();
    }

    /** The smallest that was found in time; the same if none is smaller, or if no check is violated. */
    Judgement find() {
        List<String> violated = judgement.violated();
        if (!violated.isEmpty()) {
            String check = violated.getLast();
            Variant before;
            do {
                before = smallest;
                var begun = List.copyOf(Operations.begunIn(judgement.history(), settings.clients()));
                Fewer.of(begun, fewer -> stillFails(check, smallest.operations(Operations.only(fewer))));
                var steps = judgement.schedule().steps();
                Fewer.of(steps, fewer -> stillFails(check, smallest.schedule(new Schedule(fewer))));
            } while (!smallest.equals(before));
        }
        return judgement;
    }

    private boolean stillFails(String check, Variant smaller) {
        if (System.nanoTime() - deadline >= 0) {
            return false;
        }
        Judgement tried = test.apply(smaller);
        if (!tried.violated().contains(check)) {
            return false;
        }
        smallest = smaller;
        judgement = tried;
        return true;
    }
}
