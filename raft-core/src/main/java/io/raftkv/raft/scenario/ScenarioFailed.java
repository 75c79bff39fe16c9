package io.raftkv.raft.scenario;

/** Raised when a scenario does not come out as it says. */
public final class ScenarioFailed extends AssertionError {
    private static final long serialVersionUID = 1;

    ScenarioFailed(String message) {
        super(message);
    }

    ScenarioFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
