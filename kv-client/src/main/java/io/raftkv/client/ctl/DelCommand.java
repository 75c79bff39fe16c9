package io.raftkv.client.ctl;

import io.raftkv.client.Delete;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kvctl del}. */
@Command(name = "del", description = "Deletes a key, or a range of keys.")
final class DelCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    @Mixin
    private DelArguments arguments = new DelArguments();

    DelCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    @Override
    public Integer call() {
        Delete delete = arguments.delete(StandardCharsets.UTF_8);
        try (var client = kvctl.connect()) {
            kvctl.format(Style.SIMPLE).delete(client.delete(delete));
        }
        return 0;
    }
}
