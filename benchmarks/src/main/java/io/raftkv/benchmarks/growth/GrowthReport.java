package io.raftkv.benchmarks.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All parts in files: {@code growth.md} with the tables, {@code growth.csv} with every figure, and a drawing {@code
 * growth-PART.svg} of each. They are written anew after each part, so a run that is ended early leaves what it has. Not
 * thread-safe.
 */
final class GrowthReport {

    private final String surroundings;
    private final Path directory;
    private final List<Curve> curves = new ArrayList<>();

    /**
     * Writes nothing yet.
     *
     * @param surroundings the first line: day and machine
     * @param directory where the files go; made if it is not there
     */
    GrowthReport(String surroundings, Path directory) {
        this.surroundings = surroundings;
        this.directory = directory;
    }

    /** Takes one more part, and writes the files. */
    void add(Curve curve) throws IOException {
        curves.add(curve);
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("growth.md"),
                surroundings + "\n\n" + curves.stream().map(Curve::markdown).collect(Collectors.joining("\n")));
        Files.writeString(
                directory.resolve("growth.csv"),
                "part,round,at,measure,value\n"
                        + curves.stream().map(Curve::csv).collect(Collectors.joining()));
        var plot = curve.plot();
        Files.writeString(directory.resolve("growth-" + plot.fileName()), plot.svg());
    }

    /** How many operations failed in all parts. */
    long errors() {
        return curves.stream().mapToLong(Curve::errors).sum();
    }
}
