package io.raftkv.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much the server logs: this level and those after it. */
public enum LogLevel {
    /** Everything that helps to find a fault. */
    DEBUG,
    /** Events that an operator cares about. */
    INFO,
    /** What may need attention. */
    WARN,
    /** What has failed. */
    ERROR;

    /**
     * Reads the value of {@code --log-level}, in small letters as etcd's.
     *
     * @throws StartRefusedException when there is no such level
     */
    static LogLevel parse(String text) {
        return Arrays.stream(values())
                .filter(level -> level.flagValue().equals(text))
                .findFirst()
                .orElseThrow(() -> new StartRefusedException("--log-level '" + text + "': expected one of "
                        + Arrays.stream(values()).map(LogLevel::flagValue).collect(Collectors.joining(", "))));
    }

    private String flagValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
