package io.raftkv.jepsen.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What faults do to the store and its clients. */
class FaultsOfTheServiceTest {

    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = 5 * SECOND;

    @Test
    void whatALostRequestAskedForIsNotDone() {
        var history = runGood("set", "client-links all requests delay 0ms loss 100", "heal-clients");
        assertThat(unknown(history)).isNotEmpty().doesNotContainAnyElementsOf(found(history));
    }

    @Test
    void whatWasAskedForIsDoneThoughTheAnswerIsLost() {
        var history = runGood("set", "client-links all answers delay 0ms loss 100", "heal-clients");
        assertThat(unknown(history)).isNotEmpty().isSubsetOf(found(history));
    }

    @Test
    void faultOfOneClientLeavesTheOthersAlone() {
        var history = runGood("set", "client-links C2 both delay 0ms loss 100", "heal-clients");
        int clientAndReader = TestSpec.of("set", "none", 1).clients() + 1;
        Set<Integer> clients = meanwhile(history)
                .filter(operation -> operation.outcome() == EventType.OK)
                .map(operation -> operation.invocation().process() % clientAndReader)
                .collect(Collectors.toSet());
        assertThat(clients).containsExactlyInAnyOrder(0, 2, 3, 4);
    }

    @Test
    void nothingIsAppliedDuringADefragmentation() {
        var history = runGood("set", "defragment all 2000ms", "defragment all 1ms");
        assertThat(meanwhile(history))
                .isNotEmpty()
                .allMatch(operation ->
                        operation.completion() != null && operation.completion().timeNanos() >= BEGIN + 2 * SECOND);
    }

    @Test
    void crowdIsRefusedAndTheStoreKeepsItsPromises() {
        runGood("kv", "overload 1500", "overload 0");
    }

    @Test
    void compactedRevisionsCanNoLongerBeRead() {
        var schedule = Schedule.parse("""
                5000ms client-partition start client-links all answers delay 0ms loss 100
                7000ms client-partition end heal-clients
                15000ms compact start compact 0
                """);
        var result = run("kv", schedule);
        assertThat(result.isViolated()).isFalse();
        assertThat(result.history().operations())
                .filteredOn(operation -> operation.invocation().function().equals("range-at"))
                .isNotEmpty()
                .allMatch(operation -> operation.outcome() == EventType.OK)
                .anyMatch(operation -> String.valueOf(operation.completion()).contains("compacted"));
    }

    /** With one fault from the fifth to the tenth second, which must have taken effect. */
    private static History runGood(String workload, String begin, String end) {
        var result = run(workload, Schedule.parse("5000ms fault start " + begin + "\n10000ms fault end " + end));
        assertThat(result.isGood()).as("%s", result.findings()).isTrue();
        return result.history();
    }

    private static TestResult run(String workload, Schedule schedule) {
        var spec = TestSpec.of(workload, "none", 1).time(Duration.ofSeconds(20));
        return SimulatedWorld.run(spec, schedule, Build.CORRECT);
    }

    /** What clients began to do within the first second of the fault, but for its very beginning. */
    private static Stream<Operation> meanwhile(History history) {
        return history.operations().stream()
                .filter(operation -> operation.invocation().timeNanos() > BEGIN + SECOND / 1000
                        && operation.invocation().timeNanos() < BEGIN + SECOND);
    }

    private static List<Object> unknown(History history) {
        return meanwhile(history)
                .filter(operation -> operation.outcome() == EventType.INFO)
                .<Object>map(operation -> operation.invocation().value())
                .toList();
    }

    private static List<?> found(History history) {
        Operation read = history.operations().getLast();
        return (List<?>) read.completion().value();
    }
}
