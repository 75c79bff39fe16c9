package io.raftkv.benchmarks.compare.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverReportTest {

    @Test
    void gapsAreShownWithTheirDistributionAndTheMedianIsMeasuredInElectionTimeouts() {
        var report = report(new ReadBack(12_345, 0), 1_100, 3_000, 1_200);

        assertThat(report.medianGapInElectionTimeouts()).isEqualTo(1.2);
        assertThat(report.markdown())
                .contains("| 2 | n1 | 5000 | 3000 | 6000 |")
                .contains("| gap ms | 1100 | 1200 | 3000 |")
                .contains("| half again after ms | 2200 | 2400 | 6000 |")
                .contains("| median gap ÷ election timeout of 1000 ms | ≤ 1.5 | 1.20 | reached |")
                .contains("| lost of 12345 acknowledged writes | 0 | 0 | reached |");
    }

    @Test
    void medianAboveOneAndAHalfElectionTimeoutsMissesTheTarget() {
        assertThat(report(new ReadBack(1, 0), 1_501).markdown()).contains("| ≤ 1.5 | 1.50 | not reached |");
    }

    @Test
    void lostWriteMissesTheTarget() {
        assertThat(report(new ReadBack(10, 1), 1_000).markdown())
                .contains("| lost of 10 acknowledged writes | 0 | 1 | not reached |");
    }

    @Test
    void rateThatDidNotComeBackIsUnknownAndTheLongest() {
        var failovers = List.of(failover(1, 1_000, Double.NaN), failover(2, 1_000, 1_500), failover(3, 1_000, 1_400));
        var report = new FailoverReport("heading", Duration.ofSeconds(1), failovers, new ReadBack(1, 0));

        assertThat(report.markdown()).contains("| half again after ms | 1400 | 1500 | – |");
    }

    @Test
    void csvHasARowForEachRun() {
        assertThat(report(new ReadBack(1, 0), 1_100, 1_200).csv().lines())
                .containsExactly(
                        "run,killed,writes_per_second_before,gap_ms,half_ms",
                        "1,n1,5000.0,1100.000,2200.000",
                        "2,n1,5000.0,1200.000,2400.000");
    }

    private static FailoverReport report(ReadBack readBack, double... gaps) {
        var failovers = new ArrayList<Failover>();
        for (double gap : gaps) {
            failovers.add(failover(failovers.size() + 1, gap, 2 * gap));
        }
        return new FailoverReport("heading", Duration.ofSeconds(1), failovers, readBack);
    }

    private static Failover failover(int run, double gapMillis, double halfMillis) {
        return new Failover(run, "n1", 5_000, gapMillis, halfMillis);
    }
}
