package io.raftkv.raft.transport;

import java.net.InetSocketAddress;

/** The transport cannot listen on one of its addresses. The message names the address and says why. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final InetSocketAddress address;

    ListenException(InetSocketAddress address, Throwable cause) {
        super("cannot listen for peers on " + Addresses.print(address) + ": " + Addresses.reason(cause), cause);
        this.address = address;
    }

    /** The address that could not be listened on. */
    public InetSocketAddress address() {
        return address;
    }
}
