package io.raftkv.jepsen.process;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Link;
import io.raftkv.raft.sim.LinkConditions;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Each server in a network namespace of Linux of its own, all of them on one bridge. A link is cut by a packet filter where it ends, so
 * whatever a server sends over it is lost, acknowledgements of TCP included: it works with any program, and needs root.
 */
final class NamespaceNetwork implements Network {

    private static final String TABLE = "jepsen";
    private static final int TESTER = 254;

    /** Only these private addresses, which the run itself makes, are ever used. */
    private final String prefix;

    private final String bridge;
    private final List<Place> servers;

    private NamespaceNetwork(List<Place> servers, long number) {
        this.servers = servers;
        this.prefix = "10.213." + number % 250 + ".";
        this.bridge = "jl" + number % 100_000;
    }

    /**
     * Makes the namespaces; they go away with the workplace.
     *
     * @throws HarnessException when this is not root on Linux, or a tool is missing
     */
    static NamespaceNetwork create(List<Place> servers, Workplace workplace) {
        requireRoot();
        var network = new NamespaceNetwork(servers, ProcessHandle.current().pid());
        Shell.run("ip", "link", "add", network.bridge, "type", "bridge");
        workplace.atEnd(() -> Shell.run("ip", "link", "delete", network.bridge));
        Shell.run("ip", "address", "add", network.prefix + TESTER + "/24", "dev", network.bridge);
        Shell.run("ip", "link", "set", network.bridge, "up");
        servers.forEach(server -> network.add(server, workplace));
        return network;
    }

    private static void requireRoot() {
        if (!Shell.isRoot()) {
            throw new HarnessException("--network namespaces needs root: run it as root, or use --network proxy");
        }
        for (String tool : List.of("ip", "nft")) {
            if (!Shell.knows(tool)) {
                throw new HarnessException("--network namespaces needs the program " + tool + ": install "
                        + (tool.equals("ip") ? "iproute2" : "nftables") + ", or use --network proxy");
            }
        }
    }

    private void add(Place server, Workplace workplace) {
        String name = namespace(server);
        String outside = bridge + "v" + server.id();
        Shell.run("ip", "netns", "add", name);
        workplace.atEnd(() -> Shell.run("ip", "netns", "delete", name));
        Shell.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name);
        Shell.run("ip", "link", "set", outside, "master", bridge, "up");
        inside(server, "ip", "address", "add", host(server) + "/24", "dev", "eth0");
        inside(server, "ip", "link", "set", "lo", "up");
        inside(server, "ip", "link", "set", "eth0", "up");
    }

    private void inside(Place server, String... command) {
        Shell.runWith("", insideCommand(server, command));
    }

    private List<String> insideCommand(Place server, String... command) {
        var all = new ArrayList<>(commandPrefix(server));
        all.addAll(List.of(command));
        return all;
    }

    private String hostOf(long id) {
        return prefix + id;
    }

    private String namespace(Place server) {
        return bridge + "-" + server.name();
    }

    @Override
    public String host(Place server) {
        return hostOf(server.id());
    }

    @Override
    public String peerUrl(Place server) {
        return "http://" + host(server) + ":" + server.peerPort();
    }

    /** All clients come from the tester's own address. */
    @Override
    public InetSocketAddress clientAddress(int client, Place server) {
        return testerAddress(server);
    }

    @Override
    public InetSocketAddress testerAddress(Place server) {
        return new InetSocketAddress(host(server), server.clientPort());
    }

    @Override
    public List<String> commandPrefix(Place server) {
        return List.of("ip", "netns", "exec", namespace(server));
    }

    @Override
    public List<String> jvmFlags(Place server) {
        return List.of();
    }

    @Override
    public void cut(Set<Link> links) {
        for (Place server : servers) {
            var unheard = links.stream()
                    .filter(link -> link.to() == server.id())
                    .map(link -> hostOf(link.from()))
                    .toList();
            String rule = unheard.isEmpty() ? "" : "ip saddr { " + String.join(", ", unheard) + " } drop";
            // The table is made before it is deleted, since deleting one that is missing is an error.
            Shell.runWith("""
                    table inet %1$s {
                    }
                    delete table inet %1$s
                    table inet %1$s {
                        chain input {
                            type filter hook input priority 0; policy accept;
                            %2$s
                        }
                    }
                    """.formatted(TABLE, rule), insideCommand(server, "nft", "-f", "-"));
        }
    }

    @Override
    public void setConditions(LinkConditions conditions) {
        // Links are good or cut: see objection.
    }

    @Override
    public void setConditions(Link link, LinkConditions conditions) {
        // Links are good or cut: see objection.
    }

    @Override
    public void setClientConditions(Fault.ClientLinks links) {
        // Links are good or cut: see objectionToClientFaults.
    }

    @Override
    public void healClients() {
        // Nothing is ever wrong with them.
    }

    @Override
    public String objectionToClientFaults() {
        return "all clients come from one address: use --network proxy";
    }

    @Override
    public String objectionToCuts() {
        return "";
    }

    @Override
    public String objection(LinkConditions conditions) {
        return "links between namespaces are good or cut: use --network proxy";
    }

    @Override
    public void close() {
        // Whatever was made is taken away by the workplace.
    }
}
