package io.raftkv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.HistoryFormat;
import io.raftkv.jepsen.model.Models;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublicHistoriesTest {

    @ParameterizedTest
    @MethodSource("expected")
    void historyOfARealClusterGetsItsKnownVerdict(String line) throws Exception {
        String[] columns = line.split("\t", -1);
        var format = Objects.requireNonNull(HistoryFormat.named(columns[1]));
        var model = Objects.requireNonNull(Models.named(columns[2]));
        try (InputStream in = resource(columns[0])) {
            var history = format.read(columns[0], in).history();

            var verdict = new LinearizabilityChecker(model, Limits.usual()).judge(history);

            assertThat(verdict)
                    .isInstanceOf(
                            Boolean.parseBoolean(columns[3])
                                    ? Linearizability.Linearizable.class
                                    : Linearizability.NotLinearizable.class);
        }
    }

    static Stream<String> expected() {
        return new BufferedReader(new InputStreamReader(resource("expected.tsv"), StandardCharsets.UTF_8))
                .lines()
                .skip(1);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(PublicHistoriesTest.class.getResourceAsStream("/histories/" + name), name);
    }
}
