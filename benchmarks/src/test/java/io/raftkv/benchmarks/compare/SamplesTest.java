package io.raftkv.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final Case PUTS = new Case("puts", 64);

    @Test
    void medianIsTheMiddleValueOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Samples.median(9, 1, 5)).isEqualTo(5);
        assertThat(Samples.median(9, 1, 5, 7)).isEqualTo(6);
        assertThat(Samples.median()).isNaN();
    }

    @Test
    void oneSlowRoundOfThreeDoesNotMoveTheMedian() {
        var samples = samples("ours", 1_000, 10, 1_100);

        assertThat(samples.median("ours", PUTS, Metric.THROUGHPUT)).isEqualTo(1_000);
    }

    @Test
    void ratioIsOurMedianDividedByThePeers() {
        var samples = samples("ours", 3_000, 3_000);
        samples("peer", 1_000, 1_000).all().forEach(samples::add);

        assertThat(samples.ratio("ours", "peer", PUTS, Metric.THROUGHPUT)).isEqualTo(3);
        assertThat(samples.ratio("ours", "absent", PUTS, Metric.THROUGHPUT)).isNaN();
    }

    @Test
    void throughputMustReachItsBoundFromAboveAndLatencyFromBelow() {
        var samples = samples("ours", 3_000);
        samples("peer", 1_000).all().forEach(samples::add);

        assertThat(target(Metric.THROUGHPUT, 3).verdict("ours", samples)).isEqualTo(Target.Verdict.REACHED);
        assertThat(target(Metric.THROUGHPUT, 3.1).verdict("ours", samples)).isEqualTo(Target.Verdict.MISSED);
        assertThat(target(Metric.P50, 1).verdict("ours", samples)).isEqualTo(Target.Verdict.REACHED);
        assertThat(target(Metric.P50, 0.5).verdict("ours", samples)).isEqualTo(Target.Verdict.MISSED);
    }

    @Test
    void targetAgainstAPeerThatTookNoPartIsNotMeasured() {
        assertThat(target(Metric.THROUGHPUT, 3).verdict("ours", samples("ours", 3_000)))
                .isEqualTo(Target.Verdict.NOT_MEASURED);
    }

    @Test
    void reportHasARowForEachContenderWithRatiosAtThePeers() {
        var samples = samples("ours", 3_000);
        samples("peer", 1_000).all().forEach(samples::add);
        var report = new Report("kv", "heading", "ours", "clients", List.of(target(Metric.THROUGHPUT, 2.5)));

        assertThat(report.markdown(samples))
                .contains("| puts | 64 | ours | 3000 |")
                .contains("| puts | 64 | peer | 1000 |")
                .contains("| wish | 64 | ≥ 2.5 × peer | 3.00 | reached |");
        assertThat(Report.csv(samples).lines()).hasSize(3);
    }

    @Test
    void plotIsDrawnForLoadsOfSeveralConcurrenciesOnly() {
        var samples = samples("ours", 3_000);
        assertThat(Plot.of(samples, "clients")).isEmpty();

        samples.add(sample("ours", new Case("puts", 256), 2, 5_000));
        assertThat(Plot.of(samples, "clients"))
                .extracting(Plot::fileName)
                .containsExactly("puts-throughput.svg", "puts-p99.svg");
        assertThat(Plot.of(samples, "clients").getFirst().svg())
                .startsWith("<svg ")
                .contains("<path ")
                .endsWith("</svg>\n");
    }

    @Test
    void measurementTravelsInALine() {
        var measurement = new Measurement(1, 2, 3, 4, 5, 6, 7);

        assertThat(Measurement.parse(measurement.toLine())).isEqualTo(measurement);
    }

    private static Target target(Metric metric, double bound) {
        return new Target("wish", PUTS, metric, "peer", bound);
    }

    private static Samples samples(String contender, long... perSecond) {
        var samples = new Samples();
        for (int i = 0; i < perSecond.length; i++) {
            samples.add(sample(contender, PUTS, i + 1, perSecond[i]));
        }
        return samples;
    }

    private static Sample sample(String contender, Case of, int round, long perSecond) {
        var measurement = new Measurement(perSecond, 0, 1_000_000_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000);
        return new Sample(contender, of, round, measurement, new ProcessUse(1, 2, 3));
    }
}
