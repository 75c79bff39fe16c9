package io.raftkv.benchmarks.compare.raft;

import io.raftkv.benchmarks.compare.Surroundings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a member of each library has on its class path. Libraries want other versions of Netty, protobuf and RocksDB than this
 * project does, and so each peer has its own, resolved by Maven into {@code target/peers} the first time.
 */
final class ClassPaths {

    private ClassPaths() {}

    /**
     * The class path.
     *
     * @throws IOException when a peer's jars are missing and cannot be fetched, with a word on what to do
     */
    static String of(Library library) throws IOException, InterruptedException {
        if (library == Library.RAFTKV) {
            return System.getProperty("java.class.path");
        }
        return String.join(
                File.pathSeparator,
                jarOf(MemberMain.class),
                jarOf(Histogram.class),
                resolved(library).resolve("*").toString());
    }

    private static Path resolved(Library library) throws IOException, InterruptedException {
        Path jars = Surroundings.target().resolve("peers").resolve(library.word());
        Path pom = Surroundings.target()
                .resolveSibling("peers")
                .resolve(library.word())
                .resolve("pom.xml");
        Path done = jars.resolve("resolved");
        if (Files.exists(done) && Files.getLastModifiedTime(done).compareTo(Files.getLastModifiedTime(pom)) >= 0) {
            return jars;
        }
        System.err.println("compare: fetching " + library.title());
        var maven = new ProcessBuilder(List.of(
                        "mvn",
                        "-q",
                        "-B",
                        "-f",
                        pom.toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies",
                        "-DincludeScope=runtime",
                        "-DoutputDirectory=" + jars))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD) // quiet, but for errors
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (maven.waitFor() != 0) {
            throw new IOException(
                    "cannot fetch " + library.title() + " from Maven Central: run the command `mvn -f " + pom
                            + " dependency:tree` to see why; --peers leaves a library out, --peers=raftkv leaves all others out");
        }
        Files.deleteIfExists(done);
        Files.createFile(done);
        return jars;
    }

    private static String jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }
}
