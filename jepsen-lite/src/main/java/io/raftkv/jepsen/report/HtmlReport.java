package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run on one page of HTML that needs nothing beside it: the verdict first, then how to run it again, what was found, and what the
 * clients saw. It is well-formed XML too, can be read on paper and by keyboard, and follows the reader's choice of light or dark.
 */
public final class HtmlReport {

    /** How many findings get an enlarged drawing. */
    private static final int MAX_ENLARGEMENTS = 4;

    private final ReportInput input;
    private final Run run;
    private final Markup html = new Markup();

    private HtmlReport(ReportInput input) {
        this.input = input;
        this.run = Run.of(input.history());
    }

    /**
     * Writes {@code index.html}, at once and not bit by bit: a reader sees the old page or the new one.
     *
     * @param directory where to; is created when it does not exist
     * @return the page that was written
     * @throws IOException when it cannot be written
     */
    public static Path write(ReportInput input, Path directory) throws IOException {
        Files.createDirectories(directory);
        return Pages.write(page(input), directory.resolve("index.html"));
    }

    /** The page itself. */
    static String page(ReportInput input) {
        var report = new HtmlReport(input);
        report.document();
        return report.html.toString();
    }

    private void document() {
        Pages.open(
                html,
                input.verdict() + ": " + input.title(),
                Map.of(
                        Pages.TITLE, input.title(),
                        Pages.VERDICT, input.verdict().toString()));
        header();
        html.open("main");
        findings();
        if (run.flaw().isEmpty()) {
            plots();
            timeline();
            figures();
        } else {
            section("flaw", "The history cannot be read");
            html.element("p", run.flaw()).close();
        }
        configuration();
        messages();
        html.close();
        Pages.close(html);
    }

    private void header() {
        Conclusion verdict = input.verdict();
        html.open("header");
        html.open("p", "class", "verdict " + verdict, "id", "verdict")
                .element("span", Verdicts.symbol(verdict), "class", "symbol", "aria-hidden", "true")
                .element("strong", verdict.toString())
                .element("span", verdictInWords(), "class", "reason")
                .close();
        html.element("h1", input.title());
        if (!input.reproduction().isEmpty()) {
            html.open("section", "id", "reproduce", "aria-labelledby", "reproduce-title")
                    .element("h2", "Run it again", "id", "reproduce-title");
            command(input.reproduction());
            input.furtherCommands().forEach((purpose, command) -> {
                html.element("p", purpose + ":");
                command(command);
            });
            html.close();
        }
        html.open("nav", "aria-label", "Sections").open("ul");
        link("findings", "Findings");
        if (run.flaw().isEmpty()) {
            link("rate", "Rate");
            link("latency", "Latency");
            link("timeline", "Timeline");
            link("availability", "Availability");
            link("counts", "Counts");
        }
        link("configuration", "Configuration");
        if (!input.messageDiagram().isEmpty()) {
            link("messages", "Messages");
        }
        html.close().close().close();
    }

    private void command(String command) {
        html.open("div", "class", "command")
                .open("pre", "tabindex", "0")
                .element("code", command)
                .close()
                .element("button", "Copy", "type", "button", "hidden", "hidden")
                .close();
    }

    private void link(String section, String text) {
        html.open("li").element("a", text, "href", "#" + section).close();
    }

    private String verdictInWords() {
        int checkers = input.findings().size();
        long invalid = count(Conclusion.VIOLATION);
        return switch (input.verdict()) {
            case VIOLATION -> invalid + " of " + Words.count(checkers, "checker", "checkers") + " found a violation";
            case GOOD ->
                checkers == 1 ? "the checker found no violation" : "all " + checkers + " checkers found no violation";
            case UNKNOWN ->
                checkers == 0
                        ? "nothing was checked"
                        : count(Conclusion.UNKNOWN) + " of " + Words.count(checkers, "checker", "checkers")
                                + " could not decide";
        };
    }

    private long count(Conclusion conclusion) {
        return input.findings().stream()
                .filter(finding -> finding.conclusion() == conclusion)
                .count();
    }

    private void section(String id, String title) {
        html.open("section", "id", id, "aria-labelledby", id + "-title").element("h2", title, "id", id + "-title");
    }

    private void findings() {
        section("findings", "What was found");
        if (input.findings().isEmpty()) {
            html.element("p", "No checker looked at this run.");
        }
        for (Finding finding : worstFirst()) {
            html.open("article", "class", "finding " + finding.conclusion());
            html.open("h3")
                    .element("span", Verdicts.symbol(finding.conclusion()), "class", "symbol", "aria-hidden", "true")
                    .text(" " + finding.conclusion() + ": " + finding.checker())
                    .close();
            html.element("p", finding.headline(), "class", "headline");
            if (!finding.details().isEmpty()) {
                html.open("ul");
                finding.details().forEach(detail -> html.element("li", detail));
                html.close();
            }
            html.close();
        }
        html.close();
    }

    private List<Finding> worstFirst() {
        return Stream.of(Conclusion.VIOLATION, Conclusion.UNKNOWN, Conclusion.GOOD)
                .flatMap(conclusion -> input.findings().stream().filter(finding -> finding.conclusion() == conclusion))
                .toList();
    }

    private void plots() {
        section("rate", "Operations per second");
        if (canPlot()) {
            var plot = new RatePlot(run);
            html.open("figure");
            plot.draw(html);
            html.open("figcaption").text("By the time at which they ended, averaged over " + plot.resolution() + ". ");
            bandsInWords();
            Outcomes.legend(html);
            html.close().close();
        }
        html.close();

        section("latency", "Latency");
        if (canPlot()) {
            html.open("figure");
            new LatencyPlot(run).draw(html);
            html.open("figcaption").text("A mark where each operation began, as high as it took long. ");
            bandsInWords();
            Outcomes.legend(html);
            html.close().close();
            Tables.latencies(html, run);
        }
        html.close();
    }

    /** Whether there is something to draw over time; otherwise says why not. */
    private boolean canPlot() {
        if (run.calls().isEmpty()) {
            html.element("p", "No client did anything.");
        } else if (!run.isTimed()) {
            html.element("p", "The history tells the order of events, but not when they happened.");
        }
        return run.isTimed() && !run.calls().isEmpty();
    }

    private void bandsInWords() {
        if (!run.faults().isEmpty()) {
            html.text("Shaded: a fault was in force.");
            int withoutLabel = new FaultBands(run.faults(), new TimeAxis(0, run.end(), Svg.PLOT_LEFT, Svg.PLOT_RIGHT))
                    .withoutLabel();
            if (withoutLabel > 0) {
                html.text(" " + Words.count(withoutLabel, "fault has", "faults have")
                        + " no label for want of room; the table of faults has them all.");
            }
        }
    }

    private void timeline() {
        section("timeline", "Timeline");
        if (run.calls().isEmpty()) {
            html.element("p", "No client did anything.").close();
            return;
        }
        List<Finding> blaming = input.findings().stream()
                .filter(finding -> finding.conclusion() != Conclusion.GOOD)
                .filter(finding -> !new FaultyRegion(run, finding.eventsAtFault()).isEmpty())
                .toList();
        var region = new FaultyRegion(
                run, blaming.isEmpty() ? List.of() : blaming.getFirst().eventsAtFault());
        var timeline = new Timeline(run, region);
        html.open("figure");
        timeline.draw(html);
        html.open("figcaption").text(timeline.leftOut() + " ");
        if (!region.isEmpty()) {
            html.text("Marked ⚠: the violation, " + region.timeText() + ".");
        }
        html.text(" A client that does not know what became of its operation goes on as another process.");
        Outcomes.legend(html);
        html.close().close();
        for (Finding finding : blaming.subList(0, Math.min(MAX_ENLARGEMENTS, blaming.size()))) {
            enlargement(finding);
        }
        if (blaming.size() > MAX_ENLARGEMENTS) {
            html.element(
                    "p",
                    "Enlarged are the first " + MAX_ENLARGEMENTS + " of " + blaming.size()
                            + " findings that blame operations.");
        }
        html.close();
    }

    private void enlargement(Finding finding) {
        var region = new FaultyRegion(run, finding.eventsAtFault());
        var enlargement = new Enlargement(run, region);
        html.element("h3", "Enlarged: " + finding.checker());
        html.element("p", finding.headline());
        html.open("figure");
        enlargement.draw(html);
        html.open("figcaption")
                .text(
                        "Time goes down. Each beginning and each end has a row of its own: the order counts, distances mean nothing."
                                + " Shown: "
                                + enlargement.selection() + ". Marked ⚠: at fault.");
        Outcomes.legend(html);
        html.close().close();
        enlargement.table(html);
    }

    private void figures() {
        section("availability", "Availability");
        if (run.isTimed() && !run.calls().isEmpty()) {
            html.element(
                    "p",
                    "An operation counts for the phase in which it began. The gap is the longest time within the phase in which no operation ended well.");
            Tables.phases(html, run);
        } else {
            canPlot();
        }
        if (run.faults().isEmpty()) {
            html.element("p", "There were no faults.");
        } else {
            Tables.faults(html, run);
        }
        html.close();

        section("counts", "Counts");
        Tables.counts(html, run);
        Tables.errors(html, run);
        html.close();
    }

    private void configuration() {
        section("configuration", "Configuration");
        if (input.configuration().isEmpty()) {
            html.element("p", "Nothing is known of it.");
        } else {
            Tables.configuration(html, input.configuration());
        }
        html.close();
    }

    private void messages() {
        if (!input.messageDiagram().isEmpty()) {
            section("messages", "Messages");
            new MessageDrawing(input.messageDiagram()).draw(html);
            html.close();
        }
    }
}
