package io.raftkv.server.process;

import io.raftkv.client.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One member of a cluster under test.
 *
 * @param name its {@code --name}
 * @param clientPort where clients connect, on loopback
 * @param peerPort where the others connect, on loopback
 * @param dataDir what belongs to it alone
 */
record TestMember(String name, int clientPort, int peerPort, Path dataDir) {

    private static final String HOST = "127.0.0.1";

    /** So many members with free ports, {@code n1} and so on, each with a directory of its own below {@code parent}. */
    static List<TestMember> several(int howMany, Path parent) {
        var ports = FreePorts.pick(2 * howMany);
        var members = new ArrayList<TestMember>();
        for (int i = 0; i < howMany; i++) {
            var name = "n" + (i + 1);
            members.add(new TestMember(name, ports.get(2 * i), ports.get(2 * i + 1), parent.resolve(name)));
        }
        return List.copyOf(members);
    }

    /** Where clients connect. */
    Endpoint endpoint() {
        return new Endpoint(HOST, clientPort);
    }

    /** Where the others connect. */
    String peerUrl() {
        return "http://" + HOST + ":" + peerPort;
    }

    /**
     * The flags with which it takes part in a cluster of {@code all}.
     *
     * @param more further flags
     */
    List<String> flags(List<TestMember> all, String... more) {
        var flags = new ArrayList<>(List.of(
                "--name=" + name,
                "--data-dir=" + dataDir,
                "--listen-client-urls=http://" + HOST + ":" + clientPort,
                "--listen-peer-urls=" + peerUrl(),
                "--initial-cluster="
                        + all.stream()
                                .map(member -> member.name + "=" + member.peerUrl())
                                .collect(Collectors.joining(","))));
        flags.addAll(List.of(more));
        return flags;
    }
}
