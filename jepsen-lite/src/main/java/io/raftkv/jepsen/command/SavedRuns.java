package io.raftkv.jepsen.command;

import io.raftkv.jepsen.run.RunFile;
import io.raftkv.jepsen.run.SavedRun;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads the FILE of {@code replay} and {@code shrink}. */
final class SavedRuns {

    private SavedRuns() {}

    /** A run of the simulation; whatever else there is in the file is bad usage. */
    static SavedRun read(Path file, CommandLine command) {
        SavedRun saved;
        try {
            saved = RunFile.read(file);
        } catch (IOException e) {
            throw new ParameterException(command, reason(file, e), e);
        }
        if (!saved.isRepeatable()) {
            throw new ParameterException(
                    command,
                    file + ": it ran in the world " + saved.world()
                            + ", where no two runs are the same; for another one like it: "
                            + saved.plan().spec().commandLine(saved.world()));
        }
        return saved;
    }

    /** In words, with the name of the file. */
    static String reason(Path file, IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> file + ": there is no such file";
            case AccessDeniedException denied -> file + ": it may not be read";
            case IOException failed when Files.isDirectory(file) -> file + ": it is a directory, not a file";
            default -> String.valueOf(e.getMessage());
        };
    }
}
