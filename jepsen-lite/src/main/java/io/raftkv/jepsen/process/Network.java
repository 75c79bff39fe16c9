package io.raftkv.jepsen.process;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Link;
import io.raftkv.raft.sim.LinkConditions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/** How servers and clients reach each other, and what of it is broken. One thread uses it at a time. */
interface Network extends AutoCloseable {

    /** Where a server listens: an address of this machine. */
    String host(Place server);

    /** Where the others reach a server: the URL by which it is a member. */
    String peerUrl(Place server);

    /** Where a client reaches a server. Clients are numbered from 0. */
    InetSocketAddress clientAddress(int client, Place server);

    /** Where the tester itself reaches a server, whatever is broken. */
    InetSocketAddress testerAddress(Place server);

    /** What comes before the command that starts a server; perhaps nothing. */
    List<String> commandPrefix(Place server);

    /** What a server's JVM must be told so that it finds the others; perhaps nothing. */
    List<String> jvmFlags(Place server);

    /** Cuts these links, and no others. */
    void cut(Set<Link> links);

    /** How all links between servers treat what is sent. */
    void setConditions(LinkConditions conditions);

    /** How one of them does. */
    void setConditions(Link link, LinkConditions conditions);

    /** What clients and servers send each other is late or lost from now on. */
    void setClientConditions(Fault.ClientLinks links);

    /** Every link of a client works again, and well. */
    void healClients();

    /** Why links of clients cannot be bad; empty when they can. */
    String objectionToClientFaults();

    /** Why links cannot be cut; empty when they can. */
    String objectionToCuts();

    /** Why it cannot do to links what {@code conditions} say; empty when it can. */
    String objection(LinkConditions conditions);

    @Override
    void close();
}
