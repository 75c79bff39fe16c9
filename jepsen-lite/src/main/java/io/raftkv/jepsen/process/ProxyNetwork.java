package io.raftkv.jepsen.process;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Link;
import io.raftkv.raft.sim.LinkConditions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * All servers on loopback, with a {@link Proxy} on every link. A server is known to the others by its name; each of them has a file of
 * host names of its own, by which the name is an address of loopback where the proxy listens for just that pair, {@code 127.77.FROM.TO}.
 * So the proxy knows who talks to whom, and the server need not know of the proxy.
 */
final class ProxyNetwork implements Network {

    private static final int ALL_IS_LOST = 100;

    private final Proxy proxy = new Proxy();
    private final Path directory;
    private final List<Place> servers;
    private final Program program;
    private final Map<Link, Wire> wires = new HashMap<>();
    private final Map<Link, InetSocketAddress> ofClients = new HashMap<>();

    /** Between these servers; files go into {@code directory}. */
    ProxyNetwork(Program program, List<Place> servers, Path directory) {
        this.program = program;
        this.servers = servers;
        this.directory = directory;
        if (!isBetweenServers()) {
            return;
        }
        for (Place from : servers) {
            for (Place to : servers) {
                if (!from.equals(to)) {
                    var there = new Link(from.id(), to.id());
                    proxy.open(
                            new InetSocketAddress(address(hostFor(from, to)), to.peerPort()),
                            new InetSocketAddress(address(Place.LOOPBACK), to.peerPort()),
                            wire(there),
                            wire(new Link(to.id(), from.id())));
                }
            }
            writeHosts(from);
        }
    }

    private static String hostFor(Place from, Place to) {
        return "127.77." + from.id() + "." + to.id();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address is no name", impossible);
        }
    }

    private void writeHosts(Place of) {
        var lines = new ArrayList<String>();
        lines.add(Place.LOOPBACK + " localhost " + of.name());
        servers.stream()
                .filter(other -> !other.equals(of))
                .forEach(other -> lines.add(hostFor(of, other) + " " + other.name()));
        try {
            Files.write(hosts(of), lines);
        } catch (IOException e) {
            throw new HarnessException("cannot write the host names of " + of.name() + ": " + e, e);
        }
    }

    private Path hosts(Place of) {
        return directory.resolve(of.name() + ".hosts");
    }

    private Wire wire(Link link) {
        return wires.computeIfAbsent(link, absent -> new Wire());
    }

    /** Only a JVM can be told by which name it finds whom. */
    private boolean isBetweenServers() {
        return program instanceof Program.RaftKv;
    }

    @Override
    public String host(Place server) {
        return Place.LOOPBACK;
    }

    @Override
    public String peerUrl(Place server) {
        return "http://" + (isBetweenServers() ? server.name() : Place.LOOPBACK) + ":" + server.peerPort();
    }

    @Override
    public InetSocketAddress clientAddress(int client, Place server) {
        return ofClients.computeIfAbsent(
                new Link(-1 - client, server.id()),
                link -> proxy.open(
                        new InetSocketAddress(address(Place.LOOPBACK), 0),
                        testerAddress(server),
                        wire(link),
                        wire(new Link(link.to(), link.from()))));
    }

    @Override
    public InetSocketAddress testerAddress(Place server) {
        return new InetSocketAddress(address(server.host()), server.clientPort());
    }

    @Override
    public List<String> commandPrefix(Place server) {
        return List.of();
    }

    @Override
    public List<String> jvmFlags(Place server) {
        return List.of("-Djdk.net.hosts.file=" + hosts(server));
    }

    /** As often as not, connections that exist break at once: what waits and what must connect again are different tests. */
    @Override
    public void cut(Set<Link> links) {
        boolean isReset = ThreadLocalRandom.current().nextBoolean();
        wires.forEach((link, wire) -> {
            if (link.from() < 0 || link.to() < 0) {
                return;
            }
            if (links.contains(link)) {
                wire.cut();
                if (isReset) {
                    wire.reset();
                }
            } else if (wire.isCut()) {
                wire.mend();
            }
        });
    }

    @Override
    public void setConditions(LinkConditions conditions) {
        wires.forEach((link, wire) -> {
            if (link.from() > 0 && link.to() > 0) {
                wire.setConditions(conditions);
            }
        });
    }

    @Override
    public void setConditions(Link link, LinkConditions conditions) {
        wire(link).setConditions(conditions);
    }

    @Override
    public void setClientConditions(Fault.ClientLinks links) {
        for (Link link : ofClients.keySet()) {
            if (links.client() == 0 || link.from() == -links.client()) {
                if (links.way() != Fault.ClientLinks.Way.ANSWERS) {
                    worsen(wire(link), links);
                }
                if (links.way() != Fault.ClientLinks.Way.REQUESTS) {
                    worsen(wire(new Link(link.to(), link.from())), links);
                }
            }
        }
    }

    private static void worsen(Wire wire, Fault.ClientLinks links) {
        if (links.lossPercent() == ALL_IS_LOST) {
            wire.cut();
        } else {
            wire.setConditions(LinkConditions.GOOD
                    .withDelays(
                            LinkConditions.GOOD.minDelay(),
                            LinkConditions.GOOD.maxDelay().plus(links.delay()))
                    .withLoss(links.lossPercent()));
        }
    }

    @Override
    public void healClients() {
        ofClients.keySet().forEach(link -> {
            for (Wire wire : List.of(wire(link), wire(new Link(link.to(), link.from())))) {
                wire.setConditions(LinkConditions.GOOD);
                wire.mend();
            }
        });
    }

    @Override
    public String objectionToClientFaults() {
        return "";
    }

    @Override
    public String objectionToCuts() {
        return isBetweenServers()
                ? ""
                : "the proxy cannot stand between foreign servers: use --network namespaces, as root on Linux";
    }

    /** Where delays begin at nothing, they are meant to make messages overtake each other. */
    @Override
    public String objection(LinkConditions conditions) {
        boolean overtakes =
                conditions.minDelay().isZero() && !conditions.maxDelay().isZero();
        if (overtakes || conditions.duplicatePercent() > 0) {
            return "messages on one TCP connection neither overtake each other nor arrive twice: use --world sim";
        }
        return objectionToCuts();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
