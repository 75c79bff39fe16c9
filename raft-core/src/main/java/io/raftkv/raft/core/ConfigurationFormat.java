package io.raftkv.raft.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link Configuration} as bytes, big-endian: a version byte; the four lists of ids, each as a count and ids of 8 bytes; and
 * the addresses as a count and, for each one, the id and a UTF-8 text behind its length.
 */
final class ConfigurationFormat {

    private static final byte VERSION = 1;

    private ConfigurationFormat() {}

    static ByteBuffer encode(Configuration configuration) {
        List<List<Long>> groups = List.of(
                configuration.voters(), configuration.oldVoters(), configuration.learners(), configuration.joining());
        int size = 1 + Integer.BYTES;
        for (List<Long> group : groups) {
            size += Integer.BYTES + group.size() * Long.BYTES;
        }
        var addresses = new TreeMap<Long, byte[]>();
        configuration.addresses().forEach((server, address) -> addresses.put(server, address.getBytes(UTF_8)));
        for (byte[] address : addresses.values()) {
            size += Long.BYTES + Integer.BYTES + address.length;
        }
        var bytes = ByteBuffer.allocate(size).put(VERSION);
        for (List<Long> group : groups) {
            bytes.putInt(group.size());
            group.forEach(bytes::putLong);
        }
        bytes.putInt(addresses.size());
        addresses.forEach((server, address) ->
                bytes.putLong(server).putInt(address.length).put(address));
        return bytes.flip().asReadOnlyBuffer();
    }

    static Configuration decode(ByteBuffer bytes) {
        try {
            byte version = bytes.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("a configuration of format version " + version
                        + " was written by another release: this one knows version " + VERSION);
            }
            var configuration =
                    new Configuration(servers(bytes), servers(bytes), servers(bytes), servers(bytes), addresses(bytes));
            if (bytes.hasRemaining()) {
                throw new IllegalArgumentException(
                        "a configuration is damaged: " + bytes.remaining() + " bytes follow its end");
            }
            return configuration;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a configuration is cut off", e);
        }
    }

    private static List<Long> servers(ByteBuffer bytes) {
        int count = count(bytes, Long.BYTES);
        var servers = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            servers.add(bytes.getLong());
        }
        return servers;
    }

    private static SortedMap<Long, String> addresses(ByteBuffer bytes) {
        int count = count(bytes, Long.BYTES + Integer.BYTES);
        var addresses = new TreeMap<Long, String>();
        for (int i = 0; i < count; i++) {
            long server = bytes.getLong();
            var address = new byte[count(bytes, 1)];
            bytes.get(address);
            addresses.put(server, new String(address, UTF_8));
        }
        return addresses;
    }

    private static int count(ByteBuffer bytes, int leastBytesEach) {
        int count = bytes.getInt();
        if (count < 0 || (long) count * leastBytesEach > bytes.remaining()) {
            throw new IllegalArgumentException("a configuration is damaged: it claims " + count + " of something in "
                    + bytes.remaining() + " bytes");
        }
        return count;
    }
}
