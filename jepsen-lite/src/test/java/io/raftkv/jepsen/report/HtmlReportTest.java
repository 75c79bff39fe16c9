package io.raftkv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The page of a report, taken apart by an XML parser. */
class HtmlReportTest {

    private static final String HOSTILE = "</pre><script>alert('\"1\" & 2')</script>\u0000\u001b[31m\ud800";

    @Test
    void pageIsWellFormedXmlWithAllSections() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.withViolation()));

        assertThat(ids(page, "section"))
                .containsExactly(
                        "reproduce",
                        "findings",
                        "rate",
                        "latency",
                        "timeline",
                        "availability",
                        "counts",
                        "configuration",
                        "messages");
    }

    @Test
    void everyLinkLeadsToASection() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.withViolation()));

        for (Element link : elements(page, "a")) {
            assertThat(ids(page, "section")).contains(link.getAttribute("href").substring(1));
        }
    }

    @Test
    void verdictComesFirstThenTheReproduction() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.withViolation()));
        String body = body(page);

        assertThat(body).startsWith("✘ violation 1 of 3 checkers found a violation");
        assertThat(body.indexOf("jepsen-lite run")).isBetween(1, body.indexOf("What was found"));
    }

    @Test
    void verdictIsAsBadAsTheWorstFinding() {
        assertThat(withFindings(Conclusion.GOOD, Conclusion.UNKNOWN, Conclusion.VIOLATION)
                        .verdict())
                .isEqualTo(Conclusion.VIOLATION);
        assertThat(withFindings(Conclusion.GOOD, Conclusion.UNKNOWN).verdict()).isEqualTo(Conclusion.UNKNOWN);
        assertThat(withFindings(Conclusion.GOOD, Conclusion.GOOD).verdict()).isEqualTo(Conclusion.GOOD);
        assertThat(withFindings().verdict()).isEqualTo(Conclusion.UNKNOWN);
    }

    @Test
    void nothingFromTheHistoryIsTakenForMarkup() throws Exception {
        var events = new ArrayList<Event>();
        events.add(new Event(0, 0, EventType.INVOKE, HOSTILE, HOSTILE, HOSTILE, null));
        events.add(new Event(
                0, Event.NEMESIS, EventType.INFO, HOSTILE, null, Map.of("phase", "start", "target", HOSTILE), null));
        events.add(new Event(9, 0, EventType.INFO, HOSTILE, HOSTILE, Map.of(HOSTILE, List.of(HOSTILE)), HOSTILE));
        var input = new ReportInput(
                HOSTILE,
                List.of(new Finding(HOSTILE, Conclusion.VIOLATION, HOSTILE, List.of(HOSTILE), List.of(0))),
                Map.of(HOSTILE, HOSTILE),
                HOSTILE,
                new History(events),
                new MessageDiagram(
                        List.of(
                                new MessageRow.Note(1, 1, HOSTILE, MessageRow.Change.NONE),
                                new MessageRow.Arrow(2, 1, 2, HOSTILE, HOSTILE, MessageRow.Weight.NOTABLE)),
                        HOSTILE));

        Document page = parse(HtmlReport.page(input));

        assertThat(elements(page, "script")).hasSize(1);
        assertThat(elements(page, "h1").getFirst().getTextContent())
                .isEqualTo("</pre><script>alert('\"1\" & 2')</script>␀␛[31m\ufffd");
    }

    @Test
    void pageNeedsNothingBesideIt() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.withViolation()));

        assertThat(elements(page, "link")).isEmpty();
        assertThat(elements(page, "img")).isEmpty();
        assertThat(elements(page, "script").getFirst().hasAttribute("src")).isFalse();
        assertThat(elements(page, "style").getFirst().getTextContent()).doesNotContain("url(", "@import");
    }

    @Test
    void everyFaultIsALabelledBandInBothPlots() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.withViolation()));

        for (String section : List.of("rate", "latency")) {
            Element drawing = section(page, section);
            assertThat(texts(drawing, "fault-label"))
                    .containsExactly("partition-one S1", "clock-drift S2", "kill S3", "pause S1", "heal");
            // Healing is a moment: a line, and no band.
            assertThat(classes(drawing, "fault-band")).hasSize(4);
        }
    }

    @Test
    void bandReachesFromStartToEnd() throws Exception {
        var run = MadeUpRun.empty()
                .fault(25, "kill", "start", "S1")
                .fault(75, "kill", "end", "S1")
                .operation(0, 100, 0, EventType.OK);

        Element band = classes(section(parse(HtmlReport.page(run.report())), "rate"), "fault-band")
                .getFirst();

        double plot = Svg.PLOT_RIGHT - Svg.PLOT_LEFT;
        assertThat(band.getAttribute("x")).isEqualTo(Svg.coordinate(Svg.PLOT_LEFT + plot / 4));
        assertThat(band.getAttribute("width")).isEqualTo(Svg.coordinate(plot / 2));
    }

    @Test
    void longHistoryShowsWhatIsAroundTheViolationAndSaysWhatIsLeftOut() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.withViolation()));
        Element timeline = section(page, "timeline");

        assertThat(classes(timeline, "faulty-region")).hasSize(1);
        assertThat(timeline.getTextContent())
                .containsPattern(
                        "500 operations of \\d+ around the violation; left out are \\d+ before and \\d+ after");
        assertThat(elements(timeline, "svg")).hasSize(2);
        // Twice: over time, and enlarged.
        assertThat(classes(timeline, "call")).hasSize(500 + 30);
        assertThat(classes(timeline, "call").stream()
                        .filter(call -> call.getAttribute("class").endsWith("at-fault")))
                .hasSize(4);
    }

    @Test
    void operationThatNeverEndedIsInfoInEveryTable() throws Exception {
        var run = MadeUpRun.empty()
                .operation(0, 100, 0, EventType.OK)
                .operation(0, 200, 1, EventType.INFO)
                .add(300, 2, EventType.INVOKE, "write", "x", 1L);

        Document page = parse(HtmlReport.page(run.report()));

        assertThat(cells(section(page, "latency"), "▲ info")).startsWith("2", "1", "200 ns");
        assertThat(cells(section(page, "counts"), "write")).startsWith("1", "0", "2", "3");
    }

    /** Of the row with that heading. */
    private static List<String> cells(Element within, String heading) {
        Element row = elements(within, "tr").stream()
                .filter(tr -> elements(tr, "th").getFirst().getTextContent().equals(heading))
                .findFirst()
                .orElseThrow();
        return elements(row, "td").stream().map(Element::getTextContent).toList();
    }

    @Test
    void longHistoryThatBlamesNoOperationShowsItsEnd() throws Exception {
        var run = MadeUpRun.empty();
        for (int at = 0; at < 600; at++) {
            run.operation(10L * at, 10L * at + 5, 0, EventType.OK);
        }

        Element timeline = section(parse(HtmlReport.page(run.report())), "timeline");

        assertThat(timeline.getTextContent()).contains("left out are 100 before and 0 after");
    }

    @Test
    void sameInputGivesTheSamePage() {
        assertThat(HtmlReport.page(MadeUpRun.withViolation())).isEqualTo(HtmlReport.page(MadeUpRun.withViolation()));
    }

    @Test
    void emptyHistoryGivesAPageThatSaysSo() throws Exception {
        Document page = parse(HtmlReport.page(MadeUpRun.empty().report()));

        assertThat(body(page)).startsWith("? unknown nothing was checked");
        assertThat(section(page, "rate").getTextContent()).contains("No client did anything.");
        assertThat(section(page, "timeline").getTextContent()).contains("No client did anything.");
    }

    @Test
    void historyWithoutTimesIsDrawnByOrder() throws Exception {
        var run = MadeUpRun.empty().operation(-1, -1, 0, EventType.OK).operation(-1, -1, 1, EventType.INFO);

        Document page = parse(HtmlReport.page(run.report()));

        assertThat(section(page, "rate").getTextContent()).contains("not when they happened");
        assertThat(classes(section(page, "timeline"), "call")).hasSize(2);
    }

    @Test
    void historyThatDoesNotPairUpIsReportedAsSuch() throws Exception {
        var run = MadeUpRun.empty().add(3, 0, EventType.OK, "write", "x", 1L);

        Document page = parse(HtmlReport.page(run.report()));

        assertThat(section(page, "flaw").getTextContent()).contains("event 0", "without an invocation");
    }

    @Test
    void writesOneFileAndLeavesNothingElse(@TempDir Path directory) throws Exception {
        Path page = HtmlReport.write(MadeUpRun.withViolation(), directory.resolve("a/b"));
        HtmlReport.write(MadeUpRun.empty().report(), directory.resolve("a/b"));

        assertThat(page).isEqualTo(directory.resolve("a/b/index.html"));
        assertThat(Files.readString(page)).contains("nothing was checked");
        try (var files = Files.list(page.getParent())) {
            assertThat(files).containsExactly(page);
        }
    }

    private static ReportInput withFindings(Conclusion... states) {
        var findings = new ArrayList<Finding>();
        for (var state : states) {
            findings.add(new Finding("checker", state, "headline", List.of()));
        }
        return new ReportInput("title", findings, Map.of(), "", new History(List.of()), MessageDiagram.NONE);
    }

    private static String body(Document page) {
        String text = elements(page, "body").getFirst().getTextContent();
        return text.replaceAll("\\s+", " ").strip();
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static List<Element> elements(Document page, String name) {
        return elements(page.getDocumentElement(), name);
    }

    private static List<Element> elements(Element within, String name) {
        var found = within.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (int at = 0; at < found.getLength(); at++) {
            elements.add((Element) found.item(at));
        }
        return elements;
    }

    private static List<String> ids(Document page, String element) {
        return elements(page, element).stream()
                .map(found -> found.getAttribute("id"))
                .toList();
    }

    private static Element section(Document page, String id) {
        return elements(page, "section").stream()
                .filter(section -> section.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<Element> classes(Element within, String style) {
        return elements(within, "*").stream()
                .filter(element ->
                        List.of(element.getAttribute("class").split(" ")).contains(style))
                .toList();
    }

    private static List<String> texts(Element within, String style) {
        return classes(within, style).stream().map(Element::getTextContent).toList();
    }
}
