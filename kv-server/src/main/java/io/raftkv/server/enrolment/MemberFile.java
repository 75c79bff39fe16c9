package io.raftkv.server.enrolment;

import io.raftkv.server.StartRefusedException;
import io.raftkv.server.members.Member;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The file {@code member} in the data directory: who the server is whose data this is. Whatever flags say at a later start,
 * the file is right. It is replaced in one step, and ends with a checksum.
 */
final class MemberFile {

    /** How far the server has come whose file it is. */
    enum Progress {
        /** It knows who it is, and has no other data yet. */
        ENLISTED,
        /** It has taken part: without its other data it must not start again. */
        STARTED
    }

    /** What the file says. */
    record Content(ClusterIdentity identity, Progress progress) {}

    private static final String NAME = "member";
    private static final String HEADING =
            "# Who the server is whose data is in this directory. Written at its first start; never edit or copy it.\n";
    private static final String CHECKSUM = "# checksum ";
    private static final int FORMAT = 1;

    private final Path directory;
    private final Path file;

    /** The file of a data directory. */
    MemberFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(NAME);
    }

    /**
     * What was written last; null when nothing was.
     *
     * @throws StartRefusedException when the file is damaged
     */
    @Nullable
    Content read() {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            var text = Files.readString(file);
            int end = text.lastIndexOf(CHECKSUM);
            if (end < 0 || !text.substring(end).equals(checksumLine(text.substring(0, end)))) {
                throw damaged("its checksum is wrong", null);
            }
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            return parse((Map<?, ?>) content);
        } catch (IOException | YAMLException | ClassCastException | IllegalArgumentException unreadable) {
            throw damaged(unreadable.toString(), unreadable);
        }
    }

    /**
     * Replaces the file; on return that survives a power loss.
     *
     * @throws StartRefusedException when that is not possible
     */
    void write(Content content) {
        try {
            Files.createDirectories(directory);
            var next = directory.resolve(NAME + ".next");
            Files.writeString(next, print(content));
            force(next, StandardOpenOption.WRITE);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "data directory " + directory + " cannot be written to: " + e
                            + ": put that right, or give this server another --data-dir",
                    e);
        }
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (var channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    private StartRefusedException damaged(String reason, @Nullable Throwable cause) {
        return new StartRefusedException(
                "file " + file + " is damaged: it does not say any more whose data this is (" + reason
                        + "). Restore it from a copy, or rebuild this member from its peers with --rebuild-from-peers=<its id>",
                cause);
    }

    private static String checksumLine(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return CHECKSUM + String.format(Locale.ROOT, "%08x", crc.getValue()) + "\n";
    }

    private static String print(Content content) {
        var identity = content.identity();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("format", FORMAT);
        fields.put("progress", print(content.progress()));
        fields.put("cluster", identity.hexClusterId());
        fields.put("member", identity.hexMemberId());
        fields.put("name", identity.name());
        fields.put("origin", print(identity.origin()));
        fields.put("token", identity.token());
        fields.put("members", identity.members().stream().map(MemberFile::print).toList());
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
        var text = HEADING + new Yaml(options).dump(fields);
        return text + checksumLine(text);
    }

    private static Map<String, Object> print(Member member) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", member.hexId());
        fields.put("name", member.name());
        fields.put("peerUrls", member.peerUrls());
        return fields;
    }

    private static String print(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Content parse(Map<?, ?> fields) {
        if (!(required(fields, "format") instanceof Integer format) || format != FORMAT) {
            throw new IllegalArgumentException("it is of another format than " + FORMAT + ", of a later version?");
        }
        var members = ((List<?>) required(fields, "members"))
                .stream().map(entry -> member((Map<?, ?>) entry)).toList();
        return new Content(
                new ClusterIdentity(
                        id(fields, "cluster"),
                        id(fields, "member"),
                        text(fields, "name"),
                        ClusterIdentity.Origin.valueOf(text(fields, "origin").toUpperCase(Locale.ROOT)),
                        text(fields, "token"),
                        members),
                Progress.valueOf(text(fields, "progress").toUpperCase(Locale.ROOT)));
    }

    private static Member member(Map<?, ?> fields) {
        var urls = ((List<?>) required(fields, "peerUrls"))
                .stream().map(String.class::cast).toList();
        return new Member(id(fields, "id"), text(fields, "name"), urls, List.of(), Member.Role.VOTER);
    }

    private static long id(Map<?, ?> fields, String key) {
        return Long.parseUnsignedLong(text(fields, key), 16);
    }

    private static String text(Map<?, ?> fields, String key) {
        return (String) required(fields, key);
    }

    private static Object required(Map<?, ?> fields, String key) {
        var value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }
}
