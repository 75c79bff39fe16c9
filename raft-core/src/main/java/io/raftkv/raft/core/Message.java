package io.raftkv.raft.core;

/**
 * What servers say to each other. The first three are the RPCs of the paper's Figure 2 and of the dissertation's
 * pre-vote, each as a request and a response; InstallSnapshot is that of the paper's Figure 13 and TimeoutNow that of the
 * dissertation's leadership transfer; the others carry clients' requests from a follower to its leader.
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
