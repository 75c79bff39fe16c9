package io.raftkv.client.ctl;

import io.raftkv.client.Get;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kvctl get}. */
@Command(name = "get", description = "Reads a key, or a range of keys.")
final class GetCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    @Mixin
    private GetArguments arguments = new GetArguments();

    GetCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    @Override
    public Integer call() {
        Get get = arguments.get(StandardCharsets.UTF_8);
        try (var client = kvctl.connect()) {
            kvctl.format(Style.SIMPLE).get(client.get(get), arguments.shown());
        }
        return 0;
    }
}
