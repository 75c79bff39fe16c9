package io.raftkv.server.localcluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One server of a local cluster: where it listens on loopback, and where it keeps its data.
 *
 * @param name such as {@code n1}
 * @param clientPort where clients connect
 * @param peerPort where the others connect
 */
record LocalMember(String name, int clientPort, int peerPort) {

    static final String CLUSTER_TOKEN = "local-cluster";

    private static final String HOST = "127.0.0.1";

    /** As {@code etcdctl --endpoints} wants it. */
    String endpoint() {
        return HOST + ":" + clientPort;
    }

    String clientUrl() {
        return "http://" + endpoint();
    }

    String peerUrl() {
        return "http://" + HOST + ":" + peerPort;
    }

    Path dataDir(Path clusterDir) {
        return clusterDir.resolve(name);
    }

    Path logFile(Path clusterDir) {
        return clusterDir.resolve(name + ".log");
    }

    /** The flags with which this server takes part in a cluster of {@code all}. */
    List<String> serverFlags(Path clusterDir, List<LocalMember> all) {
        return List.of(
                "--name=" + name,
                "--data-dir=" + dataDir(clusterDir),
                "--listen-client-urls=" + clientUrl(),
                "--listen-peer-urls=" + peerUrl(),
                "--initial-cluster="
                        + all.stream()
                                .map(member -> member.name + "=" + member.peerUrl())
                                .collect(Collectors.joining(",")),
                "--initial-cluster-token=" + CLUSTER_TOKEN);
    }
}
