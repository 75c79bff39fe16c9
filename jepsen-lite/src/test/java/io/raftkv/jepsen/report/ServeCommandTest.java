package io.raftkv.jepsen.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The subcommand that serves reports. */
class ServeCommandTest {

    private static final Pattern ADDRESS = Pattern.compile("http://\\S+");

    @Test
    @Timeout(30)
    void printsWhereItServesAndEndsWhenInterrupted(@TempDir Path directory) throws Exception {
        HtmlReport.write(MadeUpRun.empty().report(), directory.resolve("run"));
        var printed = new CompletableFuture<String>();
        var command = new CommandLine(new ServeCommand()).setOut(new PrintWriter(untilFlushed(printed)));
        var exitCode = new CompletableFuture<Integer>();

        var thread = Thread.ofPlatform()
                .start(() -> exitCode.complete(command.execute(directory.toString(), "--port", "0")));

        var address = ADDRESS.matcher(printed.get(20, SECONDS));
        assertThat(address.find()).isTrue();
        try (var page = URI.create(address.group()).toURL().openStream()) {
            assertThat(new String(page.readAllBytes(), UTF_8)).contains("1 report");
        }
        thread.interrupt();
        assertThat(exitCode.get(20, SECONDS)).isZero();
    }

    @Test
    void refusesWhatIsNoDirectory(@TempDir Path directory) {
        var errors = new StringWriter();
        var command = new CommandLine(new ServeCommand()).setErr(new PrintWriter(errors));

        assertThat(command.execute(directory.resolve("missing").toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("missing is not a directory");
    }

    private static Writer untilFlushed(CompletableFuture<String> printed) {
        return new StringWriter() {
            @Override
            public void flush() {
                printed.complete(toString());
            }
        };
    }
}
