package io.raftkv.jepsen.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewerTest {

    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void exactlyWhatIsNeededIsLeft() {
        for (Set<Integer> needed : List.of(Set.<Integer>of(), Set.of(0), Set.of(99), Set.of(3, 50, 51, 98))) {
            assertThat(Fewer.of(HUNDRED, part -> part.containsAll(needed)))
                    .containsExactlyElementsOf(needed.stream().sorted().toList());
        }
    }

    @Test
    void noSingleItemCanBeLeftOutOfWhatIsLeft() {
        // Any ten of the even numbers suffice.
        List<Integer> left = Fewer.of(
                HUNDRED, part -> part.stream().filter(item -> item % 2 == 0).count() >= 10);
        assertThat(left).hasSize(10);
    }

    @Test
    void whatBelongsTogetherIsLeftOutTogether() {
        // 7 suffices, but 20 must not be without 70, nor 70 without 20.
        assertThat(Fewer.of(HUNDRED, part -> part.contains(7) && part.contains(20) == part.contains(70)))
                .containsExactly(7);
    }

    @Test
    void nothingIsLeftOutOfNothing() {
        assertThat(Fewer.of(List.of(), part -> true)).isEmpty();
    }
}
