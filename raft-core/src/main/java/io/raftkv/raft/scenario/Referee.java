package io.raftkv.raft.scenario;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.sim.Guarantees;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches the paper's five guarantees (P Figure 3) all the time. A scenario in which one is broken fails, unless it has said
 * before that it is going to break it: then it fails when it does not.
 */
final class Referee {

    private final Guarantees guarantees = new Guarantees();
    private final Consumer<String> onBroken;
    private final Set<String> broken = new LinkedHashSet<>();
    private final List<String> allowed = new ArrayList<>();

    /** {@code onBroken} is told of each thing that is broken, once. */
    Referee(Consumer<String> onBroken) {
        this.onBroken = onBroken;
    }

    void restarted(long server) {
        guarantees.restarted(server);
    }

    void check(Raft raft) {
        watch(() -> guarantees.check(raft));
    }

    void applied(long server, LogEntry command) {
        watch(() -> guarantees.applied(server, command));
    }

    private void watch(Runnable check) {
        try {
            check.run();
        } catch (Guarantees.Broken e) {
            report(String.valueOf(e.getMessage()));
        }
    }

    /** Something is wrong, in words that begin with what it is. */
    void report(String what) {
        if (broken.add(what)) {
            onBroken.accept(what);
        }
    }

    /** From now on something may go wrong, and must have gone wrong at the end. */
    void allow(String beginning) {
        allowed.add(beginning);
    }

    /** Whether something that begins like this went wrong. */
    boolean hasSeen(String beginning) {
        return broken.stream().anyMatch(what -> what.startsWith(beginning));
    }

    /**
     * Looks at what has gone wrong so far.
     *
     * @throws ScenarioFailed when something did that was not announced
     */
    void checkSoFar() {
        for (String what : broken) {
            if (allowed.stream().noneMatch(what::startsWith)) {
                throw new ScenarioFailed(what);
            }
        }
    }

    /**
     * The play is over.
     *
     * @throws ScenarioFailed when something was announced to go wrong and did not
     */
    void checkAtEnd() {
        checkSoFar();
        for (String announced : allowed) {
            if (!hasSeen(announced)) {
                throw new ScenarioFailed(
                        "this scenario was to show that this goes wrong, but it did not: " + announced);
            }
        }
    }
}
