package io.raftkv.benchmarks.growth;

import java.io.IOException;
import java.util.Locale;

/** What grows. */
enum Part {
    /** The number of keys. */
    KEYS,
    /** The number of servers. */
    NODES,
    /** The size of values. */
    VALUES,
    /** Log and store of a server that starts again. */
    RESTART;

    /** Measures it, with servers of its own that are gone afterwards. */
    Curve measure(GrowthPlan plan) throws IOException, InterruptedException {
        return switch (this) {
            case KEYS -> KeysGrowth.measure(plan);
            case NODES -> NodesGrowth.measure(plan);
            case VALUES -> ValuesGrowth.measure(plan);
            case RESTART -> RestartGrowth.measure(plan);
        };
    }

    /** As {@code --only} and the files name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
