package io.raftkv.server;

import ch.qos.logback.classic.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged. What it looks like and where it goes is in {@code logback.xml}. */
final class LogOutput {

    /**
     * gRPC logs by itself, several lines with a stack trace for each client that misbehaves. Held here because
     * {@code java.util.logging} forgets the level of a logger that nobody holds.
     */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private LogOutput() {}

    /** Applies {@code --log-level}; the libraries' warnings are logged at every level. */
    static void configure(LogLevel level) {
        GRPC.setLevel(java.util.logging.Level.SEVERE);
        if (LoggerFactory.getLogger("io.raftkv") instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(Level.valueOf(level.name()));
        }
    }
}
