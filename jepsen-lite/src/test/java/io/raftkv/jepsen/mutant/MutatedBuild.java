package io.raftkv.jepsen.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The servers as they ship, but for some changes of their source: the changed files are compiled in memory, and a class loader has its
 * own copy of all that depends on them. Protocol, histories and checkers are those of the class path, which costs less.
 */
final class MutatedBuild extends ClassLoader {

    private static final List<String> OWN = List.of(
            "io.raftkv.raft.",
            "io.raftkv.server.",
            "io.raftkv.jepsen.sim.",
            "io.raftkv.jepsen.run.",
            "io.raftkv.jepsen.workload.",
            "io.raftkv.jepsen.nemesis.",
            RunInside.class.getName());

    private static final String PROTOCOL = "io.raftkv.server.proto.";

    /** By name, nested ones included. */
    private final Map<String, byte[]> changed;

    private final BiFunction<Trial, Long, List<String>> run;

    /**
     * The build with these changes.
     *
     * @throws IllegalStateException when a change does not fit the source any more, or does not compile
     */
    MutatedBuild(List<Replacement> replacements) {
        super(MutatedBuild.class.getClassLoader());
        var sources = new LinkedHashMap<String, String>();
        for (Replacement replacement : replacements) {
            String before =
                    sources.computeIfAbsent(replacement.type(), type -> Replacement.source(replacement.module(), type));
            sources.put(replacement.type(), replacement.applyTo(before));
        }
        this.changed = compile(sources);
        this.run = entry();
    }

    /** What is found broken in one test of this build, see {@link RunInside}. */
    List<String> run(Trial trial, long seed) {
        return run.apply(trial, seed);
    }

    @SuppressWarnings("unchecked")
    private BiFunction<Trial, Long, List<String>> entry() {
        try {
            return (BiFunction<Trial, Long, List<String>>) loadClass(RunInside.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(PROTOCOL) || OWN.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] mutated = changed.get(name);
        if (mutated != null) {
            return defineClass(name, mutated, 0, mutated.length);
        }
        try (InputStream original = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (original == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = original.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    // The compiler.

    private static Map<String, byte[]> compile(Map<String, String> sources) {
        if (sources.isEmpty()) {
            return Map.of();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        var units = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        try (var standard = compiler.getStandardFileManager(null, null, null);
                var classes = new Classes(standard)) {
            boolean compiled = compiler.getTask(
                            messages, classes, null, List.of("-proc:none", "-nowarn", "-Xlint:none"), null, units)
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the planted mistake does not compile: " + messages);
            }
            return classes.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String type, String text) {
            super(URI.create("memory:/" + type.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what is compiled in memory. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Classes(JavaFileManager usual) {
            super(usual);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            var bytes = new ByteArrayOutputStream();
            written.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("memory:/" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }

        Map<String, byte[]> bytes() {
            var bytes = new HashMap<String, byte[]>();
            written.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
            return bytes;
        }
    }
}
