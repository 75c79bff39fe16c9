package io.raftkv.client.ctl;

import io.raftkv.client.Get;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code get} takes, on the command line and in a transaction. */
@Command(name = "get")
final class GetArguments {
    private enum SortBy {
        CREATE,
        KEY,
        MODIFY,
        VALUE,
        VERSION
    }

    private enum Order {
        ASCEND,
        DESCEND
    }

    private enum Consistency {
        L,
        S
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KeyArguments keys = new KeyArguments();

    @Option(names = "--limit", paramLabel = "N", description = "At most N pairs.")
    private long limit;

    @Option(names = "--rev", paramLabel = "REVISION", description = "As of this revision.")
    private long revision;

    @Option(names = "--sort-by", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}")
    private SortBy sortBy = SortBy.KEY;

    @Option(names = "--order", paramLabel = "ORDER", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Order order;

    @Option(names = "--keys-only", description = "Without the values.")
    private boolean keysOnly;

    @Option(names = "--count-only", description = "Only how many there are.")
    private boolean countOnly;

    @Option(names = "--print-value-only", description = "Print values without their keys.")
    private boolean printValueOnly;

    @Option(
            names = "--consistency",
            paramLabel = "l|s",
            description = "l: linearizable. s: serializable, which any one server answers alone. Default: l")
    private Consistency consistency = Consistency.L;

    Get get(Charset charset) {
        if (limit < 0 || revision < 0) {
            throw new ParameterException(spec.commandLine(), "--limit and --rev must not be negative");
        }
        if ((keysOnly ? 1 : 0) + (countOnly ? 1 : 0) + (printValueOnly ? 1 : 0) > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--keys-only, --count-only and --print-value-only exclude each other");
        }
        return Get.of(keys.range(charset))
                .limit(limit)
                .atRevision(revision)
                .sortedBy(target(), sortOrder())
                .content(countOnly ? Get.Content.COUNT : keysOnly ? Get.Content.KEYS : Get.Content.PAIRS)
                .consistency(
                        consistency == Consistency.S ? Get.Consistency.SERIALIZABLE : Get.Consistency.LINEARIZABLE);
    }

    Format.Shown shown() {
        if (countOnly) {
            return Format.Shown.COUNT;
        }
        return printValueOnly ? Format.Shown.VALUES : Format.Shown.PAIRS;
    }

    private Get.SortTarget target() {
        return switch (sortBy) {
            case CREATE -> Get.SortTarget.CREATE;
            case KEY -> Get.SortTarget.KEY;
            case MODIFY -> Get.SortTarget.MOD;
            case VALUE -> Get.SortTarget.VALUE;
            case VERSION -> Get.SortTarget.VERSION;
        };
    }

    private Get.SortOrder sortOrder() {
        if (order == null) {
            return Get.SortOrder.NONE;
        }
        return switch (order) {
            case ASCEND -> Get.SortOrder.ASCEND;
            case DESCEND -> Get.SortOrder.DESCEND;
        };
    }
}
