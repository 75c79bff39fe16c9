package io.raftkv.server.localcluster;

import io.raftkv.server.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * {@code cluster.json} in the data directory of a local cluster: which servers there are, and as which processes they run.
 * It is replaced in one step, so whoever reads it sees one state or the next.
 */
final class ClusterFile {

    private final Path directory;
    private final Path file;

    ClusterFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("cluster.json");
    }

    /** The data directory of the cluster. */
    Path directory() {
        return directory;
    }

    /**
     * What was last written; nothing when no cluster was ever started in this directory.
     *
     * @throws StartRefusedException when the file is damaged
     */
    Optional<ClusterState> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            // Every JSON document is a YAML document.
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return Optional.of(parse((Map<?, ?>) content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (YAMLException | ClassCastException | NullPointerException damaged) {
            throw new StartRefusedException(
                    file + " is damaged: stop the servers by hand and delete that file; their data is not in it",
                    damaged);
        }
    }

    /** Replaces the file. */
    void write(ClusterState state) {
        try {
            Files.createDirectories(directory);
            var next = directory.resolve("cluster.json.next");
            Files.writeString(next, print(state));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartRefusedException("--data-dir " + directory + ": cannot be written: " + e, e);
        }
    }

    private static ClusterState parse(Map<?, ?> content) {
        var members = new ArrayList<LocalMember>();
        var processes = new HashMap<String, ServerProcess>();
        for (var entry : (List<?>) required(content, "members")) {
            var member = (Map<?, ?>) entry;
            var name = (String) required(member, "name");
            members.add(new LocalMember(name, (int) number(member, "clientPort"), (int) number(member, "peerPort")));
            if (member.containsKey("pid")) {
                processes.put(name, new ServerProcess(number(member, "pid"), number(member, "startedAt")));
            }
        }
        return new ClusterState(members, processes);
    }

    private static long number(Map<?, ?> map, String key) {
        return ((Number) required(map, key)).longValue();
    }

    private static Object required(Map<?, ?> map, String key) {
        var value = map.get(key);
        if (value == null) {
            throw new YAMLException(key + " is missing");
        }
        return value;
    }

    private static String print(ClusterState state) {
        return state.members().stream()
                .map(member -> print(member, state))
                .collect(Collectors.joining(",\n", "{\n  \"members\": [\n", "\n  ]\n}\n"));
    }

    private static String print(LocalMember member, ClusterState state) {
        var process = state.process(member)
                .map(running -> ", \"pid\": " + running.pid() + ", \"startedAt\": " + running.startedAt())
                .orElse("");
        return "    {\"name\": \"" + member.name() + "\", \"clientPort\": " + member.clientPort() + ", \"peerPort\": "
                + member.peerPort() + process + "}";
    }
}
