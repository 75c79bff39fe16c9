package io.raftkv.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrowthCommandTest {

    @Test
    void unknownPartIsRefusedWithTheOnesThatThereAre() {
        var errors = new StringWriter();
        int code = GrowthCommand.commandLine().setErr(new PrintWriter(errors)).execute("--only", "keys,clients");

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString())
                .contains("was 'clients'")
                .containsPattern("keys,\\s+nodes,\\s+values,\\s+restart");
    }

    @Test
    void partsAreNamedAsInTheHelp() {
        var parsed = GrowthCommand.commandLine().parseArgs("--quick", "--only=restart,keys");

        List<Part> parts = parsed.matchedOptionValue("--only", List.of());
        assertThat(parts).containsExactly(Part.RESTART, Part.KEYS);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void whatGrowsIsMeasuredAtTwoSizesAtLeastInAscendingOrder(GrowthPlan plan) {
        assertThat(List.of(plan.keys(), plan.nodes(), plan.valueBytes(), plan.writtenMib()))
                .allSatisfy(sizes -> assertThat(sizes).hasSizeGreaterThan(1).isSorted());
    }

    static Stream<GrowthPlan> plans() {
        return Stream.of(GrowthPlan.quick(), GrowthPlan.full());
    }
}
