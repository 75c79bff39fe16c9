package io.raftkv.jepsen.run;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no saved run: names the file, what is wrong in it, and what was expected there. */
public final class RunFileException extends IOException {
    private static final long serialVersionUID = 1;

    RunFileException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
