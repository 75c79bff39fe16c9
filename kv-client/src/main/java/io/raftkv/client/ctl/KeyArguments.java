package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.KeyRange;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A key or a range of keys, as {@code get} and {@code del} take it. */
final class KeyArguments {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, or the first of a range.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "RANGE_END", description = "The key behind the range.")
    private @Nullable String end;

    @Option(names = "--prefix", description = "All keys that begin with KEY.")
    private boolean prefix;

    @Option(names = "--from-key", description = "All keys from KEY on.")
    private boolean fromKey;

    /** The range, with the characters of the arguments encoded in {@code charset}. */
    KeyRange range(Charset charset) {
        ByteString first = ByteString.copyFrom(key, charset);
        int ways = (prefix ? 1 : 0) + (fromKey ? 1 : 0) + (end != null ? 1 : 0);
        if (ways > 1) {
            throw new ParameterException(spec.commandLine(), "RANGE_END, --prefix and --from-key exclude each other");
        }
        if (prefix) {
            return KeyRange.prefix(first);
        }
        if (fromKey) {
            return KeyRange.from(first);
        }
        return end == null ? KeyRange.of(first) : KeyRange.between(first, ByteString.copyFrom(end, charset));
    }
}
