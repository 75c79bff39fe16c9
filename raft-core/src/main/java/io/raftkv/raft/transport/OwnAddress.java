package io.raftkv.raft.transport;

import java.util.stream.Collectors;

/** Where others reach this server: what the cluster's configuration says, or else where it listens. Guarded by its owner. */
final class OwnAddress {

    private String text;

    OwnAddress(GrpcTransportConfig config) {
        text = config.listenAddresses().stream()
                // Nobody else can connect to "every address of this machine".
                .filter(address -> !address.getAddress().isAnyLocalAddress())
                .map(Addresses::print)
                .collect(Collectors.joining(","));
    }

    /** As in configurations; empty when it is not known. */
    String text() {
        return text;
    }

    /** The configuration says it. */
    void named(String address) {
        text = address;
    }
}
