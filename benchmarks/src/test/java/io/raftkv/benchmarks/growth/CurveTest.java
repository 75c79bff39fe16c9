package io.raftkv.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveTest {

    @Test
    void tableHasARowForEachSizeInAscendingOrderWithMediansOfTheRounds() {
        var curve = curve();
        curve.add(1, 4096, "puts/s", 90);
        curve.add(1, 16, "puts/s", 200);
        curve.add(2, 16, "puts/s", 900);
        curve.add(3, 16, "puts/s", 300);

        assertThat(curve.markdown()).isEqualTo("""
                Values: as they grow.

                | per value | puts/s |
                | --- | --- |
                | 16 B | 300 |
                | 4 KiB | 90.0 |
                """);
    }

    @Test
    void columnsStandInTheOrderInWhichTheyWereMeasuredAndWhatIsMissingIsUnknown() {
        var curve = curve();
        curve.add(1, 16, "puts/s", 200);
        curve.add(1, 16, "MB/s", 0.1);
        curve.add(1, 256, "MB/s", 1);

        assertThat(curve.markdown()).contains("| per value | puts/s | MB/s |").contains("| 256 B | – | 1.00 |");
    }

    @Test
    void operationsThatFailedAreNotHiddenByMedians() {
        var curve = curve();
        curve.add(1, 16, "puts/s", 200);
        curve.addErrors(1);
        curve.addErrors(2);

        assertThat(curve.markdown()).endsWith("\n3 operations failed.\n");
    }

    @Test
    void everyFigureIsALineOfItsOwn() {
        var curve = curve();
        curve.add(1, 16, "puts/s", 200);
        curve.add(2, 16, "puts/s", 300);

        assertThat(curve.csv().lines())
                .containsExactly("values,1,16,\"puts/s\",200.0000", "values,2,16,\"puts/s\",300.0000");
    }

    @Test
    void onlyWhatIsToBeDrawnBecomesALine() {
        var plot = grown().plot();

        assertThat(plot.lines()).singleElement().satisfies(line -> {
            assertThat(line.name()).isEqualTo("puts/s");
            assertThat(line.values()).containsExactly(200.0, 100.0);
        });
        assertThat(plot.svg()).contains(">4 KiB</text>").contains(">per value</text>");
    }

    @Test
    void reportHoldsAllPartsThatWereMeasuredSoFar(@TempDir Path directory) throws IOException {
        var report = new GrowthReport("Today.", directory.resolve("out"));
        report.add(grown());
        report.add(grown());

        assertThat(Files.readString(directory.resolve("out/growth.md")))
                .startsWith("Today.\n\nValues: as they grow.\n")
                .containsPattern("(?s)Values: .*\n\nValues: ");
        assertThat(Files.readAllLines(directory.resolve("out/growth.csv"))).hasSize(1 + 2 * 4);
        assertThat(directory.resolve("out/growth-values.svg")).content().startsWith("<svg ");
    }

    private static Curve grown() {
        var curve = curve();
        for (int size : List.of(16, 4096)) {
            curve.add(1, size, "puts/s", size == 16 ? 200 : 100);
            curve.add(1, size, "p99 ms of puts", 5);
        }
        return curve;
    }

    private static Curve curve() {
        return new Curve(
                Part.VALUES,
                "Values: as they grow.",
                new Curve.Axis("per value", ValuesGrowth::size),
                new Curve.Drawn("Puts by size", List.of("puts/s")));
    }
}
