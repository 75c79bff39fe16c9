package io.raftkv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Action;
import io.raftkv.jepsen.model.CasRegisterModel;
import io.raftkv.jepsen.model.KvAppendModel;
import io.raftkv.jepsen.model.Model;
import io.raftkv.jepsen.model.Models;
import io.raftkv.jepsen.model.Register;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LinearizabilityCheckerTest {
    private static final List<String> MODELS =
            List.of("register", "cas-register", "kv-append", "mvcc", "lock", "queue", "set");

    @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
    void verdictAndShortestFailingPrefixAreThoseOfTryingAllOrders(@ForAll long seed) throws UnsuitableEventException {
        var random = new Random(seed);
        String name = MODELS.get(random.nextInt(MODELS.size()));
        Model<?> model = model(name);
        History history = RandomHistories.of(name, random, 1 + random.nextInt(8));

        long failing = BruteForce.failingPrefix(model, history);

        Linearizability verdict = judge(model, history);
        if (failing == 0) {
            assertThat(verdict).isEqualTo(new Linearizability.Linearizable());
        } else {
            assertThat(verdict).isInstanceOfSatisfying(Linearizability.NotLinearizable.class, violation -> {
                assertThat(violation.failingPrefix()).isEqualTo(failing);
                assertThat(violation.possibleStates()).isNotEmpty();
            });
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void readOfAValueThatWasNeverWrittenIsFoundInALongHistory(@ForAll long seed) throws UnsuitableEventException {
        var random = new Random(seed);
        History good = RandomHistories.linearizable(random, 300, 3, 6);
        assertThat(judge(new CasRegisterModel(), good)).isEqualTo(new Linearizability.Linearizable());

        var events = new ArrayList<>(good.events());
        int mutated = random.nextInt(events.size());
        while (events.get(mutated).type() != EventType.OK
                || !events.get(mutated).function().equals("read")) {
            mutated = (mutated + 1) % events.size();
        }
        Event read = events.get(mutated);
        events.set(mutated, new Event(-1, read.process(), EventType.OK, "read", read.key(), 99L, null));

        long failing = mutated + 1;
        assertThat(judge(new CasRegisterModel(), new History(events)))
                .isInstanceOfSatisfying(
                        Linearizability.NotLinearizable.class,
                        violation -> assertThat(violation.failingPrefix()).isEqualTo(failing));
    }

    @Test
    @Timeout(60)
    void hundredThousandOperationsOverHundredKeysAreJudged() throws UnsuitableEventException {
        History history = RandomHistories.linearizable(new Random(1), 100_000, 100, 50);
        long begun = System.nanoTime();

        Linearizability verdict = judge(new CasRegisterModel(), history);

        System.out.println("100 000 operations over 100 keys: "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
        assertThat(verdict).isEqualTo(new Linearizability.Linearizable());
    }

    @Test
    @Timeout(60)
    void manyCrashedWritesOfFewValuesDoNotExplode() throws UnsuitableEventException {
        var events = new ArrayList<Event>();
        for (int process = 0; process < 400; process++) {
            long value = process % 5;
            boolean isWrite = process % 2 == 0;
            Object asked = isWrite ? (Object) value : List.of((value + 1) % 5, value);
            events.add(new Event(-1, process, EventType.INVOKE, isWrite ? "write" : "cas", null, asked, null));
        }
        for (int i = 0; i < 50; i++) {
            read(events, (i * 3L) % 5);
        }
        assertThat(judge(new CasRegisterModel(), new History(events))).isEqualTo(new Linearizability.Linearizable());

        read(events, 7L);
        assertThat(judge(new CasRegisterModel(), new History(events)))
                .isInstanceOf(Linearizability.NotLinearizable.class);
    }

    @Test
    @Timeout(60)
    void moreThanSixtyFourOperationsMayBeUnderWay() throws UnsuitableEventException {
        var events = new ArrayList<Event>();
        for (int process = 0; process < 200; process++) {
            events.add(new Event(-1, process, EventType.INVOKE, "append", "k", "x" + process, null));
        }
        var all = new StringBuilder();
        for (int process = 0; process < 200; process++) {
            events.add(new Event(-1, process, EventType.OK, "append", "k", null, null));
            all.append('x').append(process);
        }
        events.add(new Event(-1, 0, EventType.INVOKE, "get", "k", null, null));
        events.add(new Event(-1, 0, EventType.OK, "get", "k", all.toString(), null));

        assertThat(judge(new KvAppendModel(), new History(events))).isEqualTo(new Linearizability.Linearizable());
    }

    /** One compare-and-swap that may have happened explains one read of its value, however many others may have happened beside it. */
    @Test
    void unknownOperationTakesEffectAtMostOnce() throws UnsuitableEventException {
        var events = new ArrayList<Event>();
        events.add(new Event(-1, 1, EventType.INVOKE, "cas", null, List.of(0L, 1L), null));
        events.add(new Event(-1, 2, EventType.INVOKE, "cas", null, List.of(5L, 6L), null));
        events.add(new Event(-1, 3, EventType.INVOKE, "cas", null, List.of(5L, 6L), null));
        for (int i = 0; i < 2; i++) {
            events.add(new Event(-1, 0, EventType.INVOKE, "write", null, 0L, null));
            events.add(new Event(-1, 0, EventType.OK, "write", null, 0L, null));
            read(events, 1L);
        }

        assertThat(judge(new CasRegisterModel(), new History(events)))
                .isInstanceOfSatisfying(
                        Linearizability.NotLinearizable.class,
                        violation -> assertThat(violation.failingPrefix()).isEqualTo(events.size()));
    }

    @Test
    @Timeout(60)
    void searchThatMeetsALimitIsUnknown() throws UnsuitableEventException {
        History hard = hard();
        Limits usual = Limits.usual();

        assertThat(new LinearizabilityChecker(new KvAppendModel(), usual.maxBytes(1 << 20)).judge(hard))
                .isInstanceOfSatisfying(
                        Linearizability.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("out of memory"));
        assertThat(new LinearizabilityChecker(new KvAppendModel(), usual.time(Duration.ofMillis(20))).judge(hard))
                .isInstanceOfSatisfying(
                        Linearizability.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("out of time"));
    }

    @Test
    @Timeout(60)
    void interruptedSearchIsUnknown() throws UnsuitableEventException {
        Thread.currentThread().interrupt();
        try {
            assertThat(judge(new KvAppendModel(), hard())).isEqualTo(new Linearizability.Unknown("cancelled"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void violationAtOneKeyCountsThoughAnotherIsUnknown() throws UnsuitableEventException {
        var events = new ArrayList<>(hard().events());
        events.add(new Event(-1, 0, EventType.INVOKE, "get", "other", null, null));
        events.add(new Event(-1, 0, EventType.OK, "get", "other", "x", null));

        assertThat(new LinearizabilityChecker(
                                new KvAppendModel(), Limits.usual().time(Duration.ofMillis(50)))
                        .judge(new History(events)))
                .isInstanceOf(Linearizability.NotLinearizable.class);
    }

    @Test
    void modelOfOnesOwnIsASmallClass() throws UnsuitableEventException {
        var events = new ArrayList<Event>();
        read(events, 3L);

        assertThat(judge(new ConstantModel(), new History(events))).isEqualTo(new Linearizability.Linearizable());
    }

    /** A put, twenty appends at a time, and an answer that none of their orders gives. */
    private static History hard() {
        var events = new ArrayList<Event>();
        events.add(new Event(-1, 0, EventType.INVOKE, "put", "k", "z", null));
        events.add(new Event(-1, 0, EventType.OK, "put", "k", null, null));
        for (int process = 0; process < 20; process++) {
            events.add(new Event(-1, process, EventType.INVOKE, "append", "k", "x" + process, null));
        }
        for (int process = 0; process < 20; process++) {
            events.add(new Event(-1, process, EventType.OK, "append", "k", null, null));
        }
        events.add(new Event(-1, 0, EventType.INVOKE, "get", "k", null, null));
        events.add(new Event(-1, 0, EventType.OK, "get", "k", "y", null));
        return new History(events);
    }

    private static void read(List<Event> events, Object answer) {
        events.add(new Event(-1, 1000, EventType.INVOKE, "read", null, null, null));
        events.add(new Event(-1, 1000, EventType.OK, "read", null, answer, null));
    }

    private static Linearizability judge(Model<?> model, History history) throws UnsuitableEventException {
        return new LinearizabilityChecker(model, Limits.usual()).judge(history);
    }

    private static Model<?> model(String name) {
        return Objects.requireNonNull(Models.named(name));
    }

    /** Always 3. */
    private static final class ConstantModel implements Model<Register> {
        @Override
        public String name() {
            return "constant";
        }

        @Override
        public Register initialState() {
            return new Register(3L);
        }

        @Override
        public Action<Register> action(Operation operation) {
            Object answer = Objects.requireNonNull(operation.completion()).value();
            return new Action<>() {
                @Override
                public @Nullable Register apply(Register state) {
                    return state.equals(new Register(answer)) ? state : null;
                }
            };
        }
    }
}
