package io.raftkv.jepsen.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A change of one source file of another module, kept beside it. It does not rot unseen: when the text that it replaces is no longer
 * there exactly once, the change has to be looked at again.
 *
 * @param module the directory of the module
 * @param type the top-level class, by its full name
 * @param oldText what stands there
 * @param newText what stands there instead
 */
public record Replacement(String module, String type, String oldText, String newText) {

    static Replacement ofCore(String type, String oldText, String newText) {
        return new Replacement("raft-core", "io.raftkv.raft." + type, oldText, newText);
    }

    static Replacement ofServer(String type, String oldText, String newText) {
        return new Replacement("kv-server", "io.raftkv.server." + type, oldText, newText);
    }

    /** The source as it is. */
    static String source(String module, String type) {
        Path file = Path.of("..", module, "src", "main", "java").resolve(type.replace('.', '/') + ".java");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the source of " + type + " cannot be read", e);
        }
    }

    /**
     * The source after this change.
     *
     * @throws IllegalStateException when the old text is not there exactly once
     */
    String applyTo(String source) {
        int first = source.indexOf(oldText);
        if (first < 0 || source.indexOf(oldText, first + 1) >= 0) {
            throw new IllegalStateException("in the source of " + type + " this must occur exactly once, but occurs "
                    + (first < 0 ? "never" : "more than once") + ": '" + oldText
                    + "'; adapt the planted mistake to what stands there now");
        }
        return source.substring(0, first) + newText + source.substring(first + oldText.length());
    }
}
