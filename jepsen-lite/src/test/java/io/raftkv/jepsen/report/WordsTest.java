package io.raftkv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How numbers and values are written. */
class WordsTest {

    @Test
    void durationHasTheUnitThatFits() {
        assertThat(Words.duration(0)).isEqualTo("0");
        assertThat(Words.duration(999)).isEqualTo("999 ns");
        assertThat(Words.duration(1_500)).isEqualTo("1.5 µs");
        assertThat(Words.duration(20_040_000)).isEqualTo("20.04 ms");
        assertThat(Words.duration(100_000_000_000L)).isEqualTo("100 s");
    }

    @Test
    void valueIsWrittenAsPlainData() {
        assertThat(Words.value(Arrays.asList(1L, null, true, Map.of("a", List.of("b")))))
                .isEqualTo("[1, null, true, {a: [b]}]");
    }

    @Test
    void shorteningCutsNoCharacterInHalf() {
        assertThat(Words.shortened("🙂🙂🙂", 3)).isEqualTo("🙂🙂🙂");
        assertThat(Words.shortened("🙂🙂🙂", 2)).isEqualTo("🙂…");
    }

    @Test
    void percentileIsTheSmallestThatThatShareDoesNotExceed() {
        long[] sorted = {10, 20, 30, 40};

        assertThat(Tables.percentile(sorted, 50)).isEqualTo(20);
        assertThat(Tables.percentile(sorted, 51)).isEqualTo(30);
        assertThat(Tables.percentile(sorted, 99)).isEqualTo(40);
    }

    @Test
    void ticksOfAnAxisAreToldApart() {
        var axis = new TimeAxis(24_965_000_000L, 25_015_000_000L, 0, 100);

        assertThat(axis.ticks().stream().map(axis::nanosText))
                .startsWith("24.965 s", "24.970 s", "24.975 s")
                .doesNotHaveDuplicates();
        assertThat(new TimeAxis(0, 40_000_000_000L, 0, 100).nanosText(5_000_000_000L))
                .isEqualTo("5 s");
    }
}
