package io.raftkv.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A drawing of lines over something that grows, such as the concurrency; both axes are logarithmic. It stands for itself: its
 * colours are in the file, for a light and a dark background.
 *
 * @param title what is drawn
 * @param fileName the last part of a name for the file
 * @param acrossTitle what it is drawn over
 * @param ticks where there are values, ascending, at least two
 * @param lines the lines
 */
public record Plot(String title, String fileName, String acrossTitle, List<Tick> ticks, List<Line> lines) {

    /**
     * A place on the axis below.
     *
     * @param at its value, positive
     * @param label what is written there
     */
    public record Tick(double at, String label) {}

    /**
     * One line.
     *
     * @param name what is written at its end
     * @param values one for each tick, not finite where it was not measured
     */
    public record Line(String name, List<Double> values) {}

    private static final double WIDTH = 640;
    private static final double HEIGHT = 360;
    private static final double LEFT = 72;
    private static final double RIGHT = WIDTH - 120;
    private static final double TOP = 40;
    private static final double BOTTOM = HEIGHT - 48;
    private static final String STYLE = """
            <style>
              text { font: 12px sans-serif; fill: #333 } .title { font-size: 14px } .middle { text-anchor: middle } .end { text-anchor: end }
              .grid { stroke: #ddd } .line { fill: none; stroke-width: 2 }
              .c0 { stroke: #1668b8 } .c1 { stroke: #c4591a } .c2 { stroke: #4c8c2b } .c3 { stroke: #8447a8 }
              @media (prefers-color-scheme: dark) { text { fill: #ccc } .grid { stroke: #444 } }
            </style>
            """;

    /** Throughput and p99 of every kind of load that was measured at several concurrencies. */
    static List<Plot> of(Samples samples, String concurrencyTitle) {
        var loads = samples.cases().stream().map(Case::load).distinct().toList();
        List<Plot> plots = new ArrayList<>();
        for (String load : loads) {
            var concurrencies = samples.cases().stream()
                    .filter(of -> of.load().equals(load) && of.concurrency() > 0)
                    .map(Case::concurrency)
                    .sorted()
                    .toList();
            if (concurrencies.size() >= 2) {
                for (var metric : List.of(Metric.THROUGHPUT, Metric.P99)) {
                    plots.add(new Plot(
                            load + ": " + metric.title() + (metric == Metric.P99 ? " in ms" : "") + " by "
                                    + concurrencyTitle,
                            fileName(load + " " + metric.name()),
                            concurrencyTitle,
                            concurrencies.stream()
                                    .map(concurrency -> new Tick(concurrency, Integer.toString(concurrency)))
                                    .toList(),
                            lines(samples, load, metric, concurrencies)));
                }
            }
        }
        return plots;
    }

    private static List<Line> lines(Samples samples, String load, Metric metric, List<Integer> concurrencies) {
        return samples.contenders().stream()
                .map(contender -> new Line(
                        contender,
                        concurrencies.stream()
                                .map(concurrency -> samples.median(contender, new Case(load, concurrency), metric))
                                .toList()))
                .toList();
    }

    private static String fileName(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
    }

    /** The drawing. */
    public String svg() {
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %.0f %.0f\">%n",
                title,
                WIDTH,
                HEIGHT));
        svg.append(STYLE);
        text(svg, "title", LEFT, TOP - 18, title);
        grid(svg);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, "line c" + i % 4, lines.get(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg) {
        for (int exponent = lowest(); exponent <= highest(); exponent++) {
            double value = Math.pow(10, exponent);
            line(svg, LEFT, y(value), RIGHT, y(value));
            text(svg, "end", LEFT - 8, y(value) + 4, tick(value));
        }
        for (var tick : ticks) {
            line(svg, x(tick), TOP, x(tick), BOTTOM);
            text(svg, "middle", x(tick), BOTTOM + 18, tick.label());
        }
        text(svg, "middle", (LEFT + RIGHT) / 2, BOTTOM + 36, acrossTitle);
    }

    private void draw(StringBuilder svg, String style, Line line) {
        var path = new StringBuilder();
        double endX = 0;
        double endY = 0;
        for (int i = 0; i < ticks.size(); i++) {
            double value = line.values().get(i);
            if (Double.isFinite(value) && value > 0) {
                endX = x(ticks.get(i));
                endY = y(value);
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", endX, endY));
            }
        }
        if (!path.isEmpty()) {
            svg.append(String.format("<path class=\"%s\" d=\"%s\"/>%n", style, path));
            text(svg, "name", endX + 8, endY + 4, line.name());
        }
    }

    private double x(Tick tick) {
        double first = Math.log(ticks.getFirst().at());
        double last = Math.log(ticks.getLast().at());
        return LEFT + (Math.log(tick.at()) - first) / (last - first) * (RIGHT - LEFT);
    }

    private double y(double value) {
        return BOTTOM - (Math.log10(value) - lowest()) / (highest() - lowest()) * (BOTTOM - TOP);
    }

    private int lowest() {
        return (int) Math.floor(Math.log10(values().min().orElse(1)));
    }

    private int highest() {
        return Math.max(lowest() + 1, (int) Math.ceil(Math.log10(values().max().orElse(1))));
    }

    private java.util.stream.DoubleStream values() {
        return lines.stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> Double.isFinite(value) && value > 0);
    }

    private static String tick(double value) {
        return value < 1
                ? String.format(Locale.ROOT, "%.4g", value).replaceAll("0+$", "")
                : String.format("%.0f", value);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, String style, double x, double y, String text) {
        svg.append(
                String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", style, x, y, text));
    }
}
