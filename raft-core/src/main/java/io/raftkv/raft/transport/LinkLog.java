package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.grpc.Status;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What an operator reads about one lane to one peer: that the peer is reached, lost or not found, once each, however often
 * it is tried. About the lane of snapshots that is news only while the lane of consensus works: otherwise it was said
 * already. Belongs to one event loop.
 */
final class LinkLog {

    private static final Logger log = LoggerFactory.getLogger(PeerLink.class);

    private final long peer;
    private final Lane lane;
    private final BooleanSupplier failureIsNews;
    private String knownTrouble = "";

    private LinkLog(long peer, Lane lane, BooleanSupplier failureIsNews) {
        this.peer = peer;
        this.lane = lane;
        this.failureIsNews = failureIsNews;
    }

    static LinkLog ofConsensus(long peer) {
        return new LinkLog(peer, Lane.CONSENSUS, () -> true);
    }

    /** @param consensusWorks whether the same peer is reached on the other lane */
    static LinkLog ofSnapshots(long peer, BooleanSupplier consensusWorks) {
        return new LinkLog(peer, Lane.SNAPSHOT, consensusWorks);
    }

    /** The peer takes what is sent. */
    void reached(String address) {
        boolean isNews = lane == Lane.CONSENSUS || !knownTrouble.isEmpty();
        knownTrouble = "";
        log.atLevel(isNews ? Level.INFO : Level.DEBUG)
                .log("reached peer peer={} lane={} address={}", hex(peer), lane, address);
    }

    /** The peer took what was sent until now. */
    void lost(String address, Status reason) {
        if (lane == Lane.CONSENSUS) {
            knownTrouble = trouble(reason);
        }
        log.atLevel(lane == Lane.CONSENSUS ? Level.WARN : Level.DEBUG)
                .log("lost peer peer={} lane={} address={} reason=\"{}\"", hex(peer), lane, address, print(reason));
    }

    /** An attempt to connect has failed. */
    void failed(String address, Status reason) {
        if (trouble(reason).equals(knownTrouble) || !failureIsNews.getAsBoolean()) {
            return;
        }
        knownTrouble = trouble(reason);
        log.warn(
                "{} peer={} lane={} address={} reason=\"{}\"",
                isRefusal(reason)
                        ? "peer refuses this server, which will keep trying"
                        : "cannot reach peer, will keep trying",
                hex(peer),
                lane,
                address,
                print(reason));
    }

    /**
     * What is logged once: that the peer cannot be reached, for whatever reasons in turn, or each kind of refusal, which
     * somebody must do something about.
     */
    private static String trouble(Status reason) {
        return isRefusal(reason) || isTls(reason) ? print(reason) : "unreachable";
    }

    private static boolean isRefusal(Status reason) {
        return reason.getCode() == Status.Code.FAILED_PRECONDITION;
    }

    private static boolean isTls(Status reason) {
        for (var cause = reason.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static String print(Status status) {
        var cause = status.getCause();
        if (cause != null) {
            return (isTls(status) ? "no TLS with this peer: " : "") + Addresses.reason(cause);
        }
        var description = status.getDescription();
        return description != null ? description : status.getCode().name();
    }
}
