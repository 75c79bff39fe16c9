package io.raftkv.raft.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Nodes tell operators nothing: for tests that make nodes stop on purpose. */
final class SilentNodes implements BeforeAllCallback, AfterAllCallback {

    private static final String LOGGER = "io.raftkv.raft.node";

    @Override
    public void beforeAll(ExtensionContext context) {
        ((Logger) LoggerFactory.getLogger(LOGGER)).setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ((Logger) LoggerFactory.getLogger(LOGGER)).setLevel(null);
    }
}
