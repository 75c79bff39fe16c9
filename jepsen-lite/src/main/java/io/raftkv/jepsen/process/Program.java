package io.raftkv.jepsen.process;

import io.raftkv.client.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is tested: a program that is a server and takes etcd's flags, or servers that run already. */
public sealed interface Program {

    /** What it is called in reports. */
    String name();

    /** The command that starts it, but for etcd's flags. */
    List<String> command(List<String> jvmFlags);

    /** This project's server, on the class path of the tester. */
    record RaftKv() implements Program {

        private static final List<String> JVM_FLAGS = List.of(
                "-XX:+UseSerialGC",
                "-Xms64m",
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                // The server's own, not the tester's.
                "-Dlogback.configurationFile=logback.xml");

        @Override
        public String name() {
            return "raftkv";
        }

        @Override
        public List<String> command(List<String> jvmFlags) {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JVM_FLAGS);
            command.addAll(jvmFlags);
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(TiedServer.class.getName());
            command.add("--enable-fault-injection");
            // Often enough that who was away for a while needs a snapshot.
            command.add("--snapshot-count=1000");
            command.add("--snapshot-catchup-entries=100");
            return command;
        }
    }

    /**
     * Servers that somebody else has started, and that go on when the test is over.
     *
     * @param endpoints where clients connect, at least one
     */
    record Running(List<Endpoint> endpoints) implements Program {

        /** Copies the list. */
        public Running {
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public String name() {
            return endpoints.toString();
        }

        @Override
        public List<String> command(List<String> jvmFlags) {
            throw new IllegalStateException("they run already");
        }
    }

    /**
     * A foreign one.
     *
     * @param words the command that starts it, to which etcd's flags are added
     */
    record Foreign(List<String> words) implements Program {

        /** Copies the list. */
        public Foreign {
            words = List.copyOf(words);
        }

        @Override
        public String name() {
            return String.join(" ", words);
        }

        @Override
        public List<String> command(List<String> jvmFlags) {
            return words;
        }
    }
}
