package io.raftkv.jepsen.command;

import io.raftkv.jepsen.checker.Linearizability;

/** How verdicts are printed. */
final class Words {

    private Words() {}

    static String verdict(Linearizability verdict) {
        return switch (verdict) {
            case Linearizability.Linearizable good -> "linearizable";
            case Linearizability.NotLinearizable violation -> "not-linearizable";
            case Linearizability.Unknown unknown -> "unknown";
        };
    }

    static String explanation(Linearizability verdict) {
        return switch (verdict) {
            case Linearizability.Linearizable good -> "linearizable";
            case Linearizability.NotLinearizable violation -> violation.explanation();
            case Linearizability.Unknown unknown -> "unknown: " + unknown.reason();
        };
    }

    static int exitCode(Linearizability verdict) {
        return switch (verdict) {
            case Linearizability.Linearizable good -> JepsenLite.GOOD;
            case Linearizability.NotLinearizable violation -> JepsenLite.VIOLATION;
            case Linearizability.Unknown unknown -> JepsenLite.UNKNOWN;
        };
    }
}
