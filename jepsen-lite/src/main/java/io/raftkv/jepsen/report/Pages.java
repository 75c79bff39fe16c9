package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** What surrounds every page: its head, and how it gets to the disk. */
final class Pages {

    /** Name of the meta element with the title of a report. */
    static final String TITLE = "jepsen-lite-title";

    /** Name of the meta element with the verdict of a report, a {@link Conclusion}. */
    static final String VERDICT = "jepsen-lite-verdict";

    /** Name of the meta element that an overview has. */
    static final String OVERVIEW = "jepsen-lite-overview";

    private Pages() {}

    /** Opens a page up to and including its body. */
    static void open(Markup html, String title, Map<String, String> metas) {
        html.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").open("head");
        html.empty("meta", "charset", "utf-8");
        // Should an escape ever fail, the page still loads nothing and sends nothing.
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        new TreeMap<>(metas).forEach((name, content) -> html.empty("meta", "name", name, "content", content));
        html.element("title", title);
        html.open("style").verbatim(resource("report.css")).close();
        html.close().open("body");
    }

    static void close(Markup html) {
        html.open("script").verbatim(resource("report.js")).close();
        html.close().close();
    }

    /** Replaces a file as a whole. */
    static Path write(String page, Path file) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            Files.writeString(unfinished, page);
            return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Pages.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
