package io.raftkv.raft.node;

import io.raftkv.raft.core.Refusal;

/**
 * Why a proposal or a read was not answered. What matters to whoever asked is the type: after {@link OutcomeUnknown} the
 * command may have taken effect, may yet, or may never; after all others it certainly has not and will not.
 */
public abstract sealed class RaftException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private RaftException(String message) {
        super(
                message, null, false,
                false); // raised once per request when a leader is lost: a stack trace would only cost
    }

    /** No leader could be reached until the time was up. The request had no effect. */
    public static final class NoLeader extends RaftException {
        private static final long serialVersionUID = 1;

        NoLeader(String message) {
            super(message);
        }
    }

    /** The leader, or the way to it, was lost while the proposal was under way, or no answer came in time. */
    public static final class OutcomeUnknown extends RaftException {
        private static final long serialVersionUID = 1;

        OutcomeUnknown(String message) {
            super(message);
        }
    }

    /** This server could not apply in time what a read has to see. The read may be tried again. */
    public static final class TimedOut extends RaftException {
        private static final long serialVersionUID = 1;

        TimedOut(String message) {
            super(message);
        }
    }

    /** A queue or window is full. The request had no effect; try again later. */
    public static final class Overloaded extends RaftException {
        private static final long serialVersionUID = 1;

        Overloaded(String message) {
            super(message);
        }
    }

    /** The disk of this server, or of the leader, is nearly full. The request had no effect; make room. */
    public static final class DiskFull extends RaftException {
        private static final long serialVersionUID = 1;

        DiskFull(String message) {
            super(message);
        }
    }

    /** A change of members was refused; {@link #refusal()} tells why. It had no effect. */
    public static final class ChangeRefused extends RaftException {
        private static final long serialVersionUID = 1;

        private final Refusal refusal;

        ChangeRefused(Refusal refusal, String message) {
            super(message);
            this.refusal = refusal;
        }

        /** Why. */
        public Refusal refusal() {
            return refusal;
        }
    }

    /** The leadership was not handed over: this server does not lead, or the other one did not take over in time. */
    public static final class TransferFailed extends RaftException {
        private static final long serialVersionUID = 1;

        TransferFailed(String message) {
            super(message);
        }
    }

    /** The node has stopped, or is stopping. The request had no effect. */
    public static final class Stopped extends RaftException {
        private static final long serialVersionUID = 1;

        Stopped(String message) {
            super(message);
        }
    }
}
