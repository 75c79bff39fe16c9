package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.Previous;
import io.raftkv.client.Put;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code put} takes, on the command line and in a transaction. */
@Command(name = "put")
final class PutArguments {
    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description =
                    "The value; read from standard input when it is - or missing. Write -- before one that begins with -")
    private @Nullable String value;

    @Option(names = "--prev-kv", description = "Print the pair that was there before.")
    private boolean previous;

    /** The value as it was written, or null if it is to be read from elsewhere. */
    @Nullable
    String value() {
        return "-".equals(value) ? null : value;
    }

    Put put(ByteString value, Charset charset) {
        return Put.of(ByteString.copyFrom(key, charset), value)
                .previous(previous ? Previous.RETURNED : Previous.OMITTED);
    }
}
