package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of the operations on one object, depth first: Wing and Gong's algorithm, with Lowe's memory of configurations.
 *
 * <p>A configuration stands before the first completion whose operation is not done yet. Any operation under way may be done next, the one that
 * must complete first of all, then the others in the order of their completions, those of unknown outcome last. What cuts the search
 * down:
 *
 * <ul>
 *   <li>A read whose answer is right now is done at once: it changes nothing, so doing it later cannot help.
 *   <li>An unknown operation that would change nothing is not done: nothing waits for it.
 *   <li>Of equal unknown operations the oldest is done first; a configuration that has used more of them than one visited before, and is like it
 *       otherwise, is not visited ({@link Configurations}).
 * </ul>
 *
 * <p>Which of many unknown operations were used is what makes configurations many. So a first search, {@link Effort#RELAXED}, supposes that each group of equal
 * ones is never used up. If even that finds no order, there is none; if the order that it finds uses no more than there are, it is one. Only
 * otherwise, or when it takes long, there is a second search that counts them.
 *
 * <p>The cost of a step is a few array accesses and the model's action; nothing is boxed.
 */
final class Search<S> {
    private static final int STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 1024;
    private static final int MOST_RELAXED_STEPS = 50_000;
    private static final int MOST_STATES_TOLD = 16;
    private static final String GAVE_UP = "unknown operations must be counted";

    /** How exactly unknown operations are told apart. */
    enum Effort {
        RELAXED,
        EXACT
    }

    private final Partition<S> partition;
    private final Budget budget;
    private final Effort effort;
    private final States<S> states = new States<>();
    private final Configurations visited;
    private final int liveWords;
    private final int words;

    /** For each depth: place, state and the next choice. */
    private int[] places = new int[64];

    private int[] stateNumbers = new int[64];
    private int[] choices = new int[64];

    /** For each depth: which operations under way are done, by slot, and then which unknown ones. */
    private long[] done;

    private int furthest = -1;
    private final LinkedHashSet<Integer> furthestStates = new LinkedHashSet<>();
    private long taken;
    private @Nullable String ended;

    /** Judges the operations on one object. */
    static <S> Linearizability judge(Partition<S> partition, Budget budget) {
        if (!partition.unknown.isEmpty()) {
            Linearizability relaxed = new Search<>(partition, budget, Effort.RELAXED).run();
            if (!relaxed.equals(new Linearizability.Unknown(GAVE_UP))) {
                return relaxed;
            }
        }
        return new Search<>(partition, budget, Effort.EXACT).run();
    }

    private Search(Partition<S> partition, Budget budget, Effort effort) {
        this.partition = partition;
        this.budget = budget;
        this.effort = effort;
        this.liveWords = (partition.slotCount + 63) >>> 6;
        this.words = liveWords + (effort == Effort.EXACT ? (partition.unknown.size() + 63) >>> 6 : 0);
        this.visited = new Configurations(liveWords, words - liveWords);
        this.done = new long[64 * words];
    }

    private Linearizability run() {
        try {
            return search();
        } catch (OutOfMemoryError e) {
            return new Linearizability.Unknown("out of memory: more than this JVM may use");
        } finally {
            budget.giveBack(taken);
        }
    }

    private Linearizability search() {
        stateNumbers[0] = numberOf(partition.model.initialState());
        int depth = arrive(0) ? 0 : -1;
        for (int steps = 0; depth >= 0; steps++) {
            if (places[depth] == partition.completed.size()) {
                return hasUsedNoMoreThanThereAre(depth)
                        ? new Linearizability.Linearizable()
                        : new Linearizability.Unknown(GAVE_UP);
            }
            if (isPastFailureElsewhere(places[depth])) {
                return new Linearizability.Linearizable();
            }
            if (effort == Effort.RELAXED && isBeyondReason(depth, steps)) {
                return new Linearizability.Unknown(GAVE_UP);
            }
            if (steps % STEPS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 && ended == null) {
                ended = budget.exhausted();
            }
            if (ended != null) {
                return new Linearizability.Unknown(ended);
            }
            depth = choose(depth) ? depth + 1 : depth - 1;
        }
        if (ended != null) {
            return new Linearizability.Unknown(ended);
        }
        return failure();
    }

    /** Without counting there may be no end: on a way longer than there are operations, some were done twice. */
    private boolean isBeyondReason(int depth, int steps) {
        int operations = partition.completed.size() + partition.unknown.size();
        return depth > operations || steps > MOST_RELAXED_STEPS + 16L * operations || taken > budget.maxBytes() / 8;
    }

    /**
     * Makes the next choice at a depth that leads to a configuration not visited before, one deeper; false when there is none. Of the
     * unknown operations those that were begun last come first: most take effect soon, or never.
     */
    private boolean choose(int depth) {
        int[] underWay = partition.underWay[places[depth]];
        int groups = partition.groups.length - 1;
        while (choices[depth] < underWay.length + groups) {
            int choice = choices[depth]++;
            boolean moved = choice < underWay.length
                    ? doOne(depth, underWay[choice])
                    : doUnknown(depth, unknownGroup(depth, choice));
            if (moved && arrive(depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Which group of unknown operations a choice at a depth stands for; negative when it stands for none. */
    private int unknownGroup(int depth, int choice) {
        int ofUnknown = choice - partition.underWay[places[depth]].length;
        return ofUnknown < 0 ? -1 : partition.groups.length - 2 - ofUnknown;
    }

    private boolean doOne(int depth, int operation) {
        Action<S> action = partition.actions.get(operation);
        // A read that is right was done on arrival.
        if (isDone(depth, partition.slots[operation]) || action.isReadOnly()) {
            return false;
        }
        S after = action.apply(states.get(stateNumbers[depth]));
        if (after == null) {
            return false;
        }
        descend(depth, numberOf(after));
        set(depth + 1, partition.slots[operation]);
        return true;
    }

    private boolean doUnknown(int depth, int group) {
        int bit = partition.groups[group];
        int end = partition.groups[group + 1];
        while (effort == Effort.EXACT && bit < end && isDone(depth, 64 * liveWords + bit)) {
            bit++;
        }
        long completion = partition.completed.get(places[depth]).completedAt();
        if (bit == end || partition.unknown.get(bit).invokedAt() > completion) {
            return false;
        }
        S after = partition.unknownActions.get(bit).apply(states.get(stateNumbers[depth]));
        if (after == null) {
            return false;
        }
        int number = numberOf(after);
        if (number == stateNumbers[depth]) {
            return false;
        }
        descend(depth, number);
        if (effort == Effort.EXACT) {
            set(depth + 1, 64 * liveWords + bit);
        }
        return true;
    }

    /** Whether the way to this depth does each unknown operation at most once, and after its invocation. */
    private boolean hasUsedNoMoreThanThereAre(int end) {
        if (effort == Effort.EXACT) {
            return true;
        }
        int[] next = partition.groups.clone();
        for (int depth = 0; depth < end; depth++) {
            int place = places[depth];
            int group = unknownGroup(depth, choices[depth] - 1);
            if (group >= 0) {
                int operation = next[group]++;
                if (operation == partition.groups[group + 1]
                        || partition.unknown.get(operation).invokedAt()
                                > partition.completed.get(place).completedAt()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Copies the configuration one deeper, in another state. */
    private void descend(int depth, int state) {
        if (depth + 2 > places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
            stateNumbers = Arrays.copyOf(stateNumbers, places.length);
            choices = Arrays.copyOf(choices, places.length);
            done = Arrays.copyOf(done, places.length * words);
            take(places.length * (6L + 4L * words));
        }
        places[depth + 1] = places[depth];
        stateNumbers[depth + 1] = state;
        choices[depth + 1] = 0;
        System.arraycopy(done, depth * words, done, (depth + 1) * words, words);
    }

    /** Does the reads that are right, moves past what is done, and says whether the search has not been here. */
    private boolean arrive(int depth) {
        int place = places[depth];
        S state = states.get(stateNumbers[depth]);
        int end = partition.completed.size();
        boolean moved = true;
        while (place < end && moved) {
            for (int read : partition.readsUnderWay[place]) {
                int slot = partition.slots[read];
                if (!isDone(depth, slot) && partition.actions.get(read).apply(state) != null) {
                    set(depth, slot);
                }
            }
            moved = isDone(depth, partition.slots[place]);
            if (moved) {
                done[depth * words + (partition.slots[place] >>> 6)] &= ~(1L << partition.slots[place]);
                place++;
            }
        }
        places[depth] = place;
        if (place == end) {
            return true;
        }
        if (!visited.add(place, stateNumbers[depth], done, depth * words)) {
            return false;
        }
        if (visited.isFull()) {
            ended = "out of memory: too many configurations";
        }
        take(visited.bytesEach());
        remember(place, stateNumbers[depth]);
        return true;
    }

    private void remember(int place, int state) {
        if (place > furthest) {
            furthest = place;
            furthestStates.clear();
        }
        if (place == furthest && furthestStates.size() < MOST_STATES_TOLD) {
            furthestStates.add(state);
        }
    }

    private boolean isPastFailureElsewhere(int place) {
        return partition.completed.get(place).completedAt() > budget.earliestFailure();
    }

    private Linearizability failure() {
        Operation blocked = partition.completed.get(furthest);
        budget.failedAt(blocked.completedAt());
        var concurrent = new ArrayList<Operation>();
        for (int operation : partition.underWay[furthest]) {
            if (operation != furthest) {
                concurrent.add(partition.completed.get(operation));
            }
        }
        for (Operation operation : partition.unknown) {
            if (operation.invokedAt() < blocked.completedAt()) {
                concurrent.add(operation);
            }
        }
        List<String> possible = furthestStates.stream()
                .map(number -> states.get(number).toString())
                .sorted()
                .toList();
        return new Linearizability.NotLinearizable(blocked.completedAt() + 1, blocked, concurrent, possible);
    }

    private int numberOf(S state) {
        int before = states.size();
        int number = states.numberOf(state);
        if (number == before) {
            take(partition.model.bytesOf(state) + 32);
        }
        return number;
    }

    private void take(long bytes) {
        taken += bytes;
        if (!budget.take(bytes) && ended == null) {
            ended = budget.exhausted();
        }
    }

    private boolean isDone(int depth, int bit) {
        return (done[depth * words + (bit >>> 6)] & 1L << bit) != 0;
    }

    private void set(int depth, int bit) {
        done[depth * words + (bit >>> 6)] |= 1L << bit;
    }
}
