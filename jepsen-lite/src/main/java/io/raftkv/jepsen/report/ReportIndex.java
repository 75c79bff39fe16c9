package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** An overview of the reports under a directory, the newest first. */
public final class ReportIndex {

    /** Below it, such as {@code store/register/2026-11-01T10-00}. */
    private static final int MAX_DEPTH = 4;

    private static final String PAGE = "index.html";

    /**
     * A report that was found.
     *
     * @param path of its page, from the directory on and with {@code /} between the names
     */
    private record Entry(String path, String title, Conclusion verdict, FileTime written) {}

    private ReportIndex() {}

    /**
     * Writes the overview as {@code index.html} of the directory.
     *
     * @return the page that was written
     * @throws IOException when the directory cannot be read or written, or has a page already that is not an overview
     */
    public static Path write(Path directory) throws IOException {
        Path page = directory.resolve(PAGE);
        if (Files.exists(page) && !metas(page).containsKey(Pages.OVERVIEW)) {
            throw new IOException(page + " is not an overview, and is not overwritten by one");
        }
        return Pages.write(page(directory), page);
    }

    /** The overview itself, as things are now. */
    static String page(Path directory) throws IOException {
        List<Entry> entries = entries(directory);
        var html = new Markup();
        Pages.open(html, "Reports", Map.of(Pages.OVERVIEW, "1"));
        html.open("main").element("h1", "Reports");
        if (entries.isEmpty()) {
            html.element("p", "There are no reports here yet.");
        } else {
            table(html, entries);
        }
        html.close();
        Pages.close(html);
        return html.toString();
    }

    private static void table(Markup html, List<Entry> entries) {
        Tables.open(
                html,
                Words.count(entries.size(), "report", "reports"),
                Column.text("verdict"),
                Column.text("report"),
                Column.text("directory"),
                Column.number("written"));
        for (Entry entry : entries) {
            html.open("tr");
            html.element(
                    "td",
                    Verdicts.symbol(entry.verdict()) + " " + entry.verdict(),
                    "class",
                    entry.verdict().toString());
            html.open("th", "scope", "row")
                    .element("a", entry.title(), "href", Links.encoded(entry.path()))
                    .close();
            html.element("td", entry.path().substring(0, entry.path().length() - PAGE.length() - 1), "class", "code");
            html.element("td", entry.written().toString().replaceFirst("\\.\\d+Z", "Z"), "class", "number");
            html.close();
        }
        Tables.close(html);
    }

    private static List<Entry> entries(Path directory) throws IOException {
        var entries = new ArrayList<Entry>();
        try (Stream<Path> files = Files.walk(directory, MAX_DEPTH)) {
            for (Path file : (Iterable<Path>) files.filter(file -> file.endsWith(PAGE))::iterator) {
                Map<String, String> metas = metas(file);
                String verdict = metas.get(Pages.VERDICT);
                Path path = directory.relativize(file);
                if (verdict != null && path.getNameCount() > 1) {
                    entries.add(new Entry(
                            path.toString().replace('\\', '/'),
                            metas.getOrDefault(Pages.TITLE, ""),
                            state(verdict),
                            Files.getLastModifiedTime(file)));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::written).reversed().thenComparing(Entry::path));
        return entries;
    }

    private static Conclusion state(String name) {
        return Stream.of(Conclusion.values())
                .filter(state -> state.toString().equals(name))
                .findFirst()
                .orElse(Conclusion.UNKNOWN);
    }

    /** The meta elements of a page's head; none when it is none of our pages. */
    private static Map<String, String> metas(Path file) throws IOException {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        var metas = new HashMap<String, String>();
        try (var in = Files.newInputStream(file)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in, "UTF-8");
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.END_ELEMENT
                        && reader.getLocalName().equals("head")) {
                    return metas;
                } else if (event == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("meta")) {
                    @Nullable String name = reader.getAttributeValue(null, "name");
                    if (name != null) {
                        metas.put(name, reader.getAttributeValue(null, "content"));
                    }
                }
            }
        } catch (XMLStreamException notOurs) {
            // Any other page may lie here as well.
            return Map.of();
        }
        return metas;
    }
}
