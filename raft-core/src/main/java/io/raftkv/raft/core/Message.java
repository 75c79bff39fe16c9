package io.raftkv.raft.core;

/**
 * What servers say to each other. RequestVote and AppendEntries are the RPCs of P Figure 2, each as a request and a response;
 * PreVote is that of D 9.6, likewise. InstallSnapshot is that of P Figure 13, answered as AppendEntries is, and TimeoutNow that
 * of D 3.10, which is not answered. The others carry clients' requests from a follower to its leader (D 6.2), and back what
 * becomes of them.
 *
 * <p>Messages may be lost, duplicated, delayed and reordered: no rule relies on more than what the message itself says.
 */
public sealed interface Message
        permits RequestVote,
                RequestVoteResponse,
                PreVote,
                PreVoteResponse,
                AppendEntries,
                AppendEntriesResponse,
                ForwardedProposals,
                ProposalsRefused,
                ForwardedRead,
                ForwardedReadResponse,
                ForwardedChange,
                InstallSnapshot,
                TimeoutNow {

    /** Id of the server that sent it. */
    long from();

    /** Id of the server that it is for. A server also sends messages to itself: see {@link Effects#sendWhenDurable}. */
    long to();

    /** The sender's {@code currentTerm}. */
    long term();
}
