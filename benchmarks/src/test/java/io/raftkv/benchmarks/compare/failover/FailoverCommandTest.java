package io.raftkv.benchmarks.compare.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailoverCommandTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"--runs=0", "--clients=0", "--election-timeout=0", "--warmup=-1", "--target=zookeeper", "10"})
    void argumentsThatMeasureNothingAreRefused(String argument) {
        var errors = new StringWriter();

        int code = FailoverCommand.commandLine().setErr(new PrintWriter(errors)).execute(argument);

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).isNotBlank();
    }
}
