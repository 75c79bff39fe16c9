package io.raftkv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overview of reports, on the disk and over HTTP. */
class ReportServerTest {

    @TempDir
    private Path parent;

    private Path store;

    @BeforeEach
    void twoReportsAndASecret() throws IOException {
        store = parent.resolve("store");
        HtmlReport.write(MadeUpRun.withViolation(), store.resolve("register & co/first"));
        HtmlReport.write(MadeUpRun.empty().report(), store.resolve("second"));
        Files.writeString(parent.resolve("secret"), "secret");
    }

    @Test
    void overviewLinksEveryReportWithItsVerdict() throws Exception {
        String page = ReportIndex.page(store);

        assertThat(page)
                .contains(
                        "✘ violation",
                        "href=\"./register%20&amp;%20co/first/index.html\"",
                        "&lt;drifting&gt; &amp; wild")
                .contains("? unknown", "href=\"./second/index.html\"");
    }

    @Test
    void overviewIsWrittenAgainButOverwritesNothingElse() throws Exception {
        assertThat(ReportIndex.write(store)).isEqualTo(store.resolve("index.html"));
        assertThat(ReportIndex.write(store)).isEqualTo(store.resolve("index.html"));
        assertThat(Files.readString(store.resolve("index.html"))).contains("2 reports");

        assertThatThrownBy(() -> ReportIndex.write(store.resolve("second")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not an overview");
    }

    @Test
    void pagesOfOthersAreLeftOut() throws Exception {
        Files.createDirectories(store.resolve("other"));
        Files.writeString(store.resolve("other/index.html"), "<p>not ours");

        assertThat(ReportIndex.page(store)).contains("2 reports");
    }

    @Test
    void servesTheOverviewAndTheReports() throws Exception {
        try (var server = ReportServer.start(store, 0)) {
            assertThat(get(server, "").body()).contains("2 reports");
            assertThat(get(server, "register%20&%20co/first/index.html").body()).contains("violation");
            assertThat(get(server, "second/").body()).contains("nothing was checked");
            var redirection = get(server, "second");
            assertThat(redirection.statusCode()).isEqualTo(301);
            assertThat(redirection.headers().firstValue("Location")).contains("/second/");
        }
    }

    @Test
    void servesNothingOutsideOfTheDirectory() throws Exception {
        Files.createSymbolicLink(store.resolve("link"), parent.resolve("secret"));
        try (var server = ReportServer.start(store, 0)) {
            for (String path : new String[] {
                "/../secret",
                "/%2e%2e/secret",
                "/second/../../secret",
                "//" + parent + "/secret",
                "/..%2fsecret",
                "/link",
                "/%00"
            }) {
                assertThat(raw(server, "GET " + path))
                        .as(path)
                        .startsWith("HTTP/1.1 404")
                        .doesNotContain("secret");
            }
        }
    }

    @Test
    void changesNothing() throws Exception {
        try (var server = ReportServer.start(store, 0)) {
            assertThat(raw(server, "DELETE /second/index.html")).startsWith("HTTP/1.1 405");
            assertThat(raw(server, "HEAD /second/index.html"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("<html");
        }
        assertThat(store.resolve("second/index.html")).exists();
    }

    private static HttpResponse<String> get(ReportServer server, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(server.address().resolve(path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** A request line as it is, which no well-behaved client would send. */
    private static String raw(ReportServer server, String request) throws IOException {
        try (var socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            String lines = request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
