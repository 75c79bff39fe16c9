package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.Put;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kvctl put}. */
@Command(name = "put", description = "Writes a value at a key.")
final class PutCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    @Mixin
    private PutArguments arguments = new PutArguments();

    PutCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    @Override
    public Integer call() throws IOException {
        String given = arguments.value();
        ByteString value = given == null ? ByteString.readFrom(kvctl.in()) : ByteString.copyFromUtf8(given);
        Put put = arguments.put(value, StandardCharsets.UTF_8);
        try (var client = kvctl.connect()) {
            kvctl.format(Style.SIMPLE).put(client.put(put));
        }
        return 0;
    }
}
