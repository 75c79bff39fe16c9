package io.raftkv.server.process.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;

/** The check's shortcuts change no verdict: it agrees with trying every order of every choice of unknown writes. */
class RegisterCheckPropertyTest {

    private static final int MAX_OPERATIONS = 6;
    private static final int MAX_TIME = 8;

    @Property(tries = 20_000)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void agreesWithTryingEveryOrder(@ForAll("histories") List<Operation> history) {
        boolean explained = isExplainedBySomeOrder(history, null);

        assertThat(RegisterCheck.firstInexplicable(history).isEmpty()).isEqualTo(explained);

        Statistics.label("explained").collect(explained).coverage(coverage -> {
            coverage.check(true).percentage(percent -> percent > 10);
            coverage.check(false).percentage(percent -> percent > 10);
        });
    }

    /** Takes any operation that no remaining one precedes, until only unknown writes are left. */
    private static boolean isExplainedBySomeOrder(List<Operation> remaining, @Nullable String value) {
        if (remaining.stream().allMatch(Operation::isUnknown)) {
            return true;
        }
        for (var next : remaining) {
            boolean preceded = remaining.stream().anyMatch(other -> other.returnedAt() < next.invokedAt());
            var after = preceded ? Optional.<State>empty() : apply(next, value);
            if (after.isPresent()) {
                var rest = new ArrayList<>(remaining);
                rest.remove(next);
                if (isExplainedBySomeOrder(rest, after.get().value())) {
                    return true;
                }
            }
        }
        return false;
    }

    private record State(@Nullable String value) {}

    /** The register after the operation, or nothing if the operation cannot have ended as it did. */
    private static Optional<State> apply(Operation operation, @Nullable String value) {
        boolean saw = operation.outcome() instanceof Outcome.Saw answer && Objects.equals(answer.value(), value);
        boolean wrote = !(operation.outcome() instanceof Outcome.Saw);
        return switch (operation.action()) {
            case Action.Read read -> saw ? Optional.of(new State(value)) : Optional.empty();
            case Action.Put put -> Optional.of(new State(put.value()));
            case Action.CompareAndSwap swap -> {
                boolean equal = Objects.equals(swap.expected(), value);
                if (wrote) {
                    yield equal ? Optional.of(new State(swap.value())) : Optional.empty();
                }
                yield saw && !equal ? Optional.of(new State(value)) : Optional.empty();
            }
        };
    }

    @Provide
    Arbitrary<List<Operation>> histories() {
        return Arbitraries.randomValue(RegisterCheckPropertyTest::history);
    }

    private static List<Operation> history(Random random) {
        var operations = new ArrayList<Operation>();
        int howMany = random.nextInt(1, MAX_OPERATIONS + 1);
        for (int i = 0; i < howMany; i++) {
            long from = random.nextInt(MAX_TIME);
            long to = from + random.nextInt(MAX_TIME);
            var written = "v" + i;
            operations.add(
                    switch (random.nextInt(7)) {
                        case 0 -> Histories.put(written, from, to);
                        case 1 -> Histories.swap(anyValue(random, howMany), written, from, to);
                        case 2 -> Histories.refusedSwap(anyValue(random, howMany), anyValue(random, howMany), from, to);
                        case 3 -> Histories.unknownPut(written, from);
                        case 4 -> Histories.unknownSwap(anyValue(random, howMany), written, from);
                        default -> Histories.read(anyValue(random, howMany), from, to);
                    });
        }
        return operations;
    }

    private static @Nullable String anyValue(Random random, int howMany) {
        int i = random.nextInt(-1, howMany);
        return i < 0 ? null : "v" + i;
    }
}
