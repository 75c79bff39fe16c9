package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.Plot;
import io.raftkv.benchmarks.compare.Report;
import io.raftkv.benchmarks.compare.Samples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * What was measured while one thing grew: a table of medians over the rounds, every single figure for a spreadsheet, and a
 * drawing of some of the columns. Not thread-safe.
 */
final class Curve {

    /**
     * What grows.
     *
     * @param title as tables and drawings name it
     * @param label how one of its values is written
     */
    record Axis(String title, LongFunction<String> label) {}

    /**
     * What is drawn.
     *
     * @param title of the drawing
     * @param measures the columns that become lines
     */
    record Drawn(String title, List<String> measures) {}

    private record Figure(int round, long at, String measure, double value) {}

    private final Part part;
    private final String heading;
    private final Axis axis;
    private final Drawn drawn;
    private final List<Figure> figures = new ArrayList<>();
    private long errors;

    /** Nothing was measured yet; {@code heading} says how it will be. */
    Curve(Part part, String heading, Axis axis, Drawn drawn) {
        this.part = part;
        this.heading = heading;
        this.axis = axis;
        this.drawn = drawn;
    }

    /**
     * Takes one figure.
     *
     * @param round from 1
     * @param at how far it had grown, positive
     * @param measure the column, whose place is where it was first taken
     * @param value in the column's unit
     */
    void add(int round, long at, String measure, double value) {
        figures.add(new Figure(round, at, measure, value));
    }

    /** Counts operations that failed or whose outcome is unknown. */
    void addErrors(long count) {
        errors += count;
    }

    /** How many operations failed. */
    long errors() {
        return errors;
    }

    /** What grew. */
    Part part() {
        return part;
    }

    /** How far it had grown, in words. */
    String label(long at) {
        return axis.label().apply(at) + " " + axis.title();
    }

    /** The heading, the table and, if there were any, how many operations failed. */
    String markdown() {
        var measures = measures();
        var text = new StringBuilder(heading).append("\n\n");
        List<String> titles = new ArrayList<>(List.of(axis.title()));
        titles.addAll(measures);
        row(text, titles);
        row(text, titles.stream().map(title -> "---").toList());
        for (long at : places()) {
            List<String> cells = new ArrayList<>(List.of(axis.label().apply(at)));
            measures.forEach(measure -> cells.add(Report.number(median(at, measure))));
            row(text, cells);
        }
        if (errors > 0) {
            text.append("\n").append(errors).append(" operations failed.\n");
        }
        return text.toString();
    }

    /** A line {@code part,round,at,measure,value} for each figure. */
    String csv() {
        var text = new StringBuilder();
        for (var figure : figures) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%d,%d,\"%s\",%.4f%n",
                    part,
                    figure.round(),
                    figure.at(),
                    figure.measure(),
                    figure.value()));
        }
        return text.toString();
    }

    /** The drawing of what was measured at two places at least. */
    Plot plot() {
        var places = places();
        var ticks = places.stream()
                .map(at -> new Plot.Tick(at, axis.label().apply(at)))
                .toList();
        var lines = drawn.measures().stream()
                .map(measure -> new Plot.Line(
                        measure, places.stream().map(at -> median(at, measure)).toList()))
                .toList();
        return new Plot(drawn.title(), part + ".svg", axis.title(), ticks, lines);
    }

    private double median(long at, String measure) {
        return Samples.median(figures.stream()
                .filter(figure -> figure.at() == at && figure.measure().equals(measure))
                .mapToDouble(Figure::value)
                .toArray());
    }

    private Collection<Long> places() {
        var places = new TreeSet<Long>();
        figures.forEach(figure -> places.add(figure.at()));
        return places;
    }

    private Collection<String> measures() {
        var measures = new LinkedHashSet<String>();
        figures.forEach(figure -> measures.add(figure.measure()));
        return measures;
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
