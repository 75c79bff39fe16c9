package io.raftkv.server.localcluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Follows a server's log file from where it ends now. Used by one thread. */
final class LogTail {

    /** A line that is there for the record: of level info or debug, and not about who leads. */
    private static final Pattern ORDINARY = Pattern.compile("\\S+ (DEBUG|INFO ) (?!Leadership ).*");

    private final Path file;
    private final ByteArrayOutputStream unfinishedLine = new ByteArrayOutputStream();
    private long position;
    private String lastLine = "";

    LogTail(Path file) {
        this.file = file;
        this.position = length(file);
    }

    /** The lines that were finished since the last call. */
    List<String> newLines() {
        var lines = new ArrayList<String>();
        if (length(file) <= position) {
            return lines;
        }
        try (var input = new RandomAccessFile(file.toFile(), "r")) {
            input.seek(position);
            var bytes = new byte[(int) Math.min(input.length() - position, 1 << 20)];
            input.readFully(bytes);
            position += bytes.length;
            for (byte b : bytes) {
                if (b == '\n') {
                    lines.add(unfinishedLine.toString(StandardCharsets.UTF_8));
                    unfinishedLine.reset();
                } else {
                    unfinishedLine.write(b);
                }
            }
        } catch (IOException e) {
            lines.add("cannot read " + file + ": " + e);
        }
        lines.stream().filter(line -> !isStackFrame(line)).forEach(line -> lastLine = line);
        return lines;
    }

    private static boolean isStackFrame(String line) {
        return line.isBlank() || Character.isWhitespace(line.charAt(0));
    }

    /** The last line that {@link #newLines} gave, stack frames aside; empty when it gave none yet. */
    String lastLine() {
        return lastLine;
    }

    /** Whether somebody who watches the cluster wants to see this line at once: trouble, who leads, and what is no log line. */
    static boolean isImportant(String line) {
        return !line.isBlank() && !ORDINARY.matcher(line).matches();
    }

    private static long length(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
