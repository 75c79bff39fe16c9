package io.raftkv.benchmarks.compare.kv;

import io.raftkv.benchmarks.compare.Surroundings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The servers that are measured. They take the same flags. */
public enum ServerKind {
    /** This project's. */
    RAFTKV("raft-kv"),
    /** The one that the targets are set against. */
    ETCD("etcd");

    private final String title;

    ServerKind(String title) {
        this.title = title;
    }

    /** As tables name it. */
    public String title() {
        return title;
    }

    /** Ours, and etcd when it is on the path. */
    public static Set<ServerKind> present() {
        return etcd().isEmpty() ? EnumSet.of(RAFTKV) : EnumSet.allOf(ServerKind.class);
    }

    /** The program of this kind, which must be {@link #present}. */
    Path program() {
        return switch (this) {
            case RAFTKV -> Surroundings.root().resolve("kv-server/bin/kv-server");
            case ETCD -> etcd().getFirst();
        };
    }

    /** Where {@code etcd} is on the path. */
    private static List<Path> etcd() {
        List<Path> found = new ArrayList<>();
        String path = System.getenv().getOrDefault("PATH", "");
        for (String directory : path.split(Pattern.quote(File.pathSeparator), -1)) {
            var program = Path.of(directory, "etcd");
            if (Files.isExecutable(program)) {
                found.add(program);
            }
        }
        return found;
    }
}
