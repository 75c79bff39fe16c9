package io.raftkv.benchmarks.compare.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.raftkv.benchmarks.compare.Case;
import io.raftkv.benchmarks.compare.Measurement;
import io.raftkv.benchmarks.compare.ProcessUse;
import io.raftkv.benchmarks.compare.Sample;
import io.raftkv.benchmarks.compare.Samples;
import io.raftkv.benchmarks.compare.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatioBoundsTest {

    private static final List<Integer> WINDOWS = List.of(1, 64, 256, 1024);

    @TempDir
    private Path directory;

    private final Samples samples = new Samples();

    @Test
    void boundsInTheProjectsFileAreThoseOfThroughputAndOfLatency() throws IOException {
        assertThat(RatioBounds.read(RatioBounds.file()).bounds())
                .extracting(Target::what, bound -> bound.of().concurrency())
                .containsExactlyInAnyOrder(
                        tuple("latency p50, 256 B", 1),
                        tuple("throughput, 256 B", 64),
                        tuple("throughput, 256 B", 256),
                        tuple("throughput, 256 B", 1024));
    }

    @Test
    void ratiosWithinTheirBoundsPass() throws IOException {
        WINDOWS.forEach(window -> measured(Library.RAFTKV, window, 800, 13));
        WINDOWS.forEach(window -> measured(Library.JRAFT, window, 1_000, 10));

        var outcome = check("throughput.64=0.8", "throughput.256=0.8", "throughput.1024=0.8", "p50.1=1.3");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.held()).hasSize(4);
    }

    @Test
    void throughputBelowItsBoundFailsAndIsNamed() throws IOException {
        measured(Library.RAFTKV, 64, 790, 10);
        measured(Library.JRAFT, 64, 1_000, 10);

        var outcome = check("throughput.64=0.8", "p50.64=1.3");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines())
                .contains("bound broken: throughput, 256 B, window 64: must be ≥ 0.8 × SOFAJRaft, is 0.79");
    }

    @Test
    void latencyAboveItsBoundFailsAndIsNamed() throws IOException {
        measured(Library.RAFTKV, 1, 1_000, 14);
        measured(Library.JRAFT, 1, 1_000, 10);

        var outcome = check("p50.1=1.3");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines())
                .containsExactly("bound broken: latency p50, 256 B, window 1: must be ≤ 1.3 × SOFAJRaft, is 1.40");
    }

    @Test
    void peerThatWasNotMeasuredIsAnErrorEvenBesideABoundThatIsBroken() throws IOException {
        measured(Library.RAFTKV, 64, 790, 10);
        measured(Library.JRAFT, 64, 1_000, 10);
        measured(Library.RAFTKV, 256, 1_000, 10);

        var outcome = check("throughput.64=0.8", "throughput.256=0.8");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.lines())
                .contains("bound not measured: throughput, 256 B, window 256: must be ≥ 0.8 × SOFAJRaft");
    }

    @Test
    void rowThatNobodyMeasuredIsAnError() throws IOException {
        measured(Library.RAFTKV, 64, 1_000, 10);
        measured(Library.JRAFT, 64, 1_000, 10);

        assertThat(check("throughput.64=0.8", "p50.1=1.3").exitCode()).isEqualTo(2);
    }

    @Test
    void latencyOfALibraryThatAnsweredNothingIsAnErrorAndNotTheBestThereIs() throws IOException {
        measured(Library.RAFTKV, 1, 0, 0);
        measured(Library.JRAFT, 1, 1_000, 10);

        assertThat(check("p50.1=1.3").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "throughput=0.8",
                "througput.64=0.8",
                "p99.1=2",
                "p50.1=fast",
                "p50.1=0",
                "p50.1=NaN",
                "p50.1="
            })
    void fileThatSaysNothingOrSomethingElseIsRefused(String line) {
        assertThatThrownBy(() -> check(line)).isInstanceOf(IllegalArgumentException.class);
    }

    private RatioBounds.Outcome check(String... lines) throws IOException {
        return RatioBounds.read(Files.write(directory.resolve("ratios.properties"), List.of(lines)))
                .check(samples);
    }

    private void measured(Library library, int window, long operations, long p50Millis) {
        long p50 = p50Millis * 1_000_000;
        samples.add(new Sample(
                library.title(),
                new Case("256 B", window),
                1,
                new Measurement(operations, 0, 1_000_000_000, p50, p50, p50, p50),
                new ProcessUse(1, 2, 3)));
    }
}
