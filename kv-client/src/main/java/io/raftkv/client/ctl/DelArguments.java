package io.raftkv.client.ctl;

import io.raftkv.client.Delete;
import io.raftkv.client.Previous;
import java.nio.charset.Charset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code del} takes, on the command line and in a transaction. */
@Command(name = "del")
final class DelArguments {
    @Mixin
    private KeyArguments keys = new KeyArguments();

    @Option(names = "--prev-kv", description = "Print the pairs that were deleted.")
    private boolean previous;

    Delete delete(Charset charset) {
        return Delete.of(keys.range(charset)).previous(previous ? Previous.RETURNED : Previous.OMITTED);
    }
}
