/**
 * The Raft algorithm, and nothing else: no thread, no I/O, no clock, no library. Start at {@link io.raftkv.raft.core.Raft},
 * with the paper's Figure 2 in the other hand.
 *
 * <p>P is the Raft paper in its extended version, D is Ongaro's dissertation.
 *
 * <table>
 * <caption>Figure 2 of the paper, line by line</caption>
 * <tr><th>Figure 2</th><th>here</th></tr>
 * <tr><td>State: currentTerm</td><td>{@link io.raftkv.raft.core.Raft#currentTerm()}</td></tr>
 * <tr><td>State: votedFor</td><td>{@link io.raftkv.raft.core.Raft#votedFor()}</td></tr>
 * <tr><td>State: log[]</td><td>{@link io.raftkv.raft.core.Log}</td></tr>
 * <tr><td>State: commitIndex</td><td>{@link io.raftkv.raft.core.Log#commitIndex()}</td></tr>
 * <tr><td>State: lastApplied</td><td>outside the core, at the applier: {@link io.raftkv.raft.core.Effects}</td></tr>
 * <tr><td>State: nextIndex[]</td><td>{@link io.raftkv.raft.core.Peer#nextIndex}</td></tr>
 * <tr><td>State: matchIndex[]</td><td>{@link io.raftkv.raft.core.Peer#matchIndex()}, for itself
 *     {@link io.raftkv.raft.core.OwnDisk#matchIndex()}</td></tr>
 * <tr><td>State: on stable storage before responding</td>
 *     <td>{@link io.raftkv.raft.core.Effects#messagesWhenDurable()}</td></tr>
 * <tr><td>AppendEntries, arguments</td><td>{@link io.raftkv.raft.core.AppendEntries}</td></tr>
 * <tr><td>AppendEntries, results</td><td>{@link io.raftkv.raft.core.AppendEntriesResponse}</td></tr>
 * <tr><td>AppendEntries, receiver 1.</td><td>{@link io.raftkv.raft.core.Raft#answerStale}</td></tr>
 * <tr><td>AppendEntries, receiver 2.</td><td>{@link io.raftkv.raft.core.Follower#onAppendEntries}</td></tr>
 * <tr><td>AppendEntries, receiver 3.</td><td>{@link io.raftkv.raft.core.Log#reconcile}</td></tr>
 * <tr><td>AppendEntries, receiver 4.</td><td>{@link io.raftkv.raft.core.Log#reconcile}</td></tr>
 * <tr><td>AppendEntries, receiver 5.</td><td>{@link io.raftkv.raft.core.Follower#followCommitIndex}</td></tr>
 * <tr><td>RequestVote, arguments</td><td>{@link io.raftkv.raft.core.RequestVote}</td></tr>
 * <tr><td>RequestVote, results</td><td>{@link io.raftkv.raft.core.RequestVoteResponse}</td></tr>
 * <tr><td>RequestVote, receiver 1.</td><td>{@link io.raftkv.raft.core.Raft#answerStale}</td></tr>
 * <tr><td>RequestVote, receiver 2.</td><td>{@link io.raftkv.raft.core.Raft#onRequestVote}</td></tr>
 * <tr><td>All servers: commitIndex &gt; lastApplied</td><td>outside the core, at the applier, when
 *     {@link io.raftkv.raft.core.Effects#commitIndex()} has moved</td></tr>
 * <tr><td>All servers: term T &gt; currentTerm</td><td>{@link io.raftkv.raft.core.Raft#receive}</td></tr>
 * <tr><td>Followers: respond to RPCs</td><td>{@link io.raftkv.raft.core.Follower}</td></tr>
 * <tr><td>Followers: election timeout</td><td>{@link io.raftkv.raft.core.Follower#onTick}</td></tr>
 * <tr><td>Candidates: on conversion</td><td>{@link io.raftkv.raft.core.Candidate#start}</td></tr>
 * <tr><td>Candidates: majority of votes</td><td>{@link io.raftkv.raft.core.Candidate#onRequestVoteResponse}</td></tr>
 * <tr><td>Candidates: AppendEntries from new leader</td><td>{@link io.raftkv.raft.core.Role#onAppendEntries}</td></tr>
 * <tr><td>Candidates: election timeout</td><td>{@link io.raftkv.raft.core.Candidate#onTick}</td></tr>
 * <tr><td>Leaders: upon election</td><td>{@link io.raftkv.raft.core.Leader#start}</td></tr>
 * <tr><td>Leaders: heartbeats</td><td>{@link io.raftkv.raft.core.Leader#onTick}</td></tr>
 * <tr><td>Leaders: command from client</td><td>{@link io.raftkv.raft.core.Leader#onProposed}; the answer comes from
 *     the applier</td></tr>
 * <tr><td>Leaders: last log index ≥ nextIndex</td><td>{@link io.raftkv.raft.core.Peer#sendEntries}</td></tr>
 * <tr><td>Leaders: success</td><td>{@link io.raftkv.raft.core.Peer#accept}</td></tr>
 * <tr><td>Leaders: log inconsistency</td><td>{@link io.raftkv.raft.core.Peer#reject}</td></tr>
 * <tr><td>Leaders: N &gt; commitIndex</td><td>{@link io.raftkv.raft.core.Leader#advanceCommitIndex}</td></tr>
 * </table>
 *
 * <table>
 * <caption>Figure 3 of the paper, and what upholds each guarantee</caption>
 * <tr><th>Figure 3</th><th>here</th></tr>
 * <tr><td>Election Safety</td><td>one vote a term, durable before it counts: {@link io.raftkv.raft.core.Raft#onRequestVote};
 *     majorities overlap: {@link io.raftkv.raft.core.Configuration#isMajority}</td></tr>
 * <tr><td>Leader Append-Only</td><td>only a follower overwrites or deletes: {@link io.raftkv.raft.core.Log#reconcile}, {@link
 *     io.raftkv.raft.core.Log#reset}; a leader only appends: {@link io.raftkv.raft.core.Leader#append}</td></tr>
 * <tr><td>Log Matching</td><td>the check of prevLog, before anything is appended:
 *     {@link io.raftkv.raft.core.Follower#onAppendEntries}</td></tr>
 * <tr><td>Leader Completeness</td><td>no vote for a log that is behind: {@link io.raftkv.raft.core.Raft#onRequestVote}; no commit
 *     by counting copies of an earlier term: {@link io.raftkv.raft.core.Leader#advanceCommitIndex}</td></tr>
 * <tr><td>State Machine Safety</td><td>a committed entry is never deleted: {@link io.raftkv.raft.core.Log#truncate}; commitIndex
 *     goes no further than the logs are known to agree: {@link io.raftkv.raft.core.Follower#followCommitIndex}</td></tr>
 * </table>
 *
 * <table>
 * <caption>Figure 13 of the paper, line by line: snapshots (P 7)</caption>
 * <tr><th>Figure 13</th><th>here</th></tr>
 * <tr><td>InstallSnapshot, arguments</td><td>{@link io.raftkv.raft.core.InstallSnapshot},
 *     {@link io.raftkv.raft.core.SnapshotMetadata}; offset, data[] and done outside the core</td></tr>
 * <tr><td>InstallSnapshot, results</td><td>{@link io.raftkv.raft.core.AppendEntriesResponse}: it is answered as an
 *     AppendEntries that reached as far</td></tr>
 * <tr><td>InstallSnapshot, receiver 1.</td><td>{@link io.raftkv.raft.core.Raft#answerStale}</td></tr>
 * <tr><td>InstallSnapshot, receiver 2.</td><td>outside the core, where the chunks arrive:
 *     {@link io.raftkv.raft.core.InstallSnapshot}</td></tr>
 * <tr><td>InstallSnapshot, receiver 3.</td><td>outside the core, likewise: {@link io.raftkv.raft.core.InstallSnapshot}</td></tr>
 * <tr><td>InstallSnapshot, receiver 4.</td><td>outside the core, likewise: {@link io.raftkv.raft.core.InstallSnapshot}</td></tr>
 * <tr><td>InstallSnapshot, receiver 5.</td><td>outside the core, likewise; our own is that {@link
 *     io.raftkv.raft.core.Follower#onInstallSnapshot} ignores one that holds no more than is committed here</td></tr>
 * <tr><td>InstallSnapshot, receiver 6.</td><td>{@link io.raftkv.raft.core.Follower#onInstallSnapshot}</td></tr>
 * <tr><td>InstallSnapshot, receiver 7.</td><td>{@link io.raftkv.raft.core.Log#reset}</td></tr>
 * <tr><td>InstallSnapshot, receiver 8.</td><td>the configuration in {@link io.raftkv.raft.core.Log#reset}; the state machine
 *     outside the core, after {@link io.raftkv.raft.core.Effects.Write.Reset}</td></tr>
 * </table>
 *
 * <table>
 * <caption>Beyond Figures 2 and 13</caption>
 * <tr><th>what</th><th>source</th><th>here</th></tr>
 * <tr><td>a no-op opens a term</td><td>P 8</td><td>{@link io.raftkv.raft.core.Leader#openingEntry}</td></tr>
 * <tr><td>retry indefinitely</td><td>P 5.3</td><td>{@link io.raftkv.raft.core.Peer#sendHeartbeat}</td></tr>
 * <tr><td>backtracking by term</td><td>P 5.3, end</td>
 *     <td>{@link io.raftkv.raft.core.Log#lastPossiblyShared}, {@link io.raftkv.raft.core.Peer#reject}</td></tr>
 * <tr><td>pipelining</td><td>D 10.2.2</td><td>{@link io.raftkv.raft.core.Peer}</td></tr>
 * <tr><td>the leader's disk in parallel</td><td>D 10.2.1</td><td>{@link io.raftkv.raft.core.OwnDisk}</td></tr>
 * <tr><td>pre-vote</td><td>D 9.6</td><td>{@link io.raftkv.raft.core.PreCandidate}, {@link io.raftkv.raft.core.Raft#onPreVote}</td></tr>
 * <tr><td>leader stickiness</td><td>P 6, end; D 4.2.3</td>
 *     <td>{@link io.raftkv.raft.core.Raft#disturbs}, {@link io.raftkv.raft.core.Raft#deny}</td></tr>
 * <tr><td>check-quorum, and a leader's silent disk</td><td>D 6.2</td><td>{@link io.raftkv.raft.core.Leader#mayGoOn}</td></tr>
 * <tr><td>priorities</td><td>-</td><td>{@link io.raftkv.raft.core.Raft#newElectionDeadline}</td></tr>
 * <tr><td>log compaction</td><td>P 7</td>
 *     <td>{@link io.raftkv.raft.core.Raft#compactLog}, {@link io.raftkv.raft.core.Log#compact}</td></tr>
 * <tr><td>who needs a snapshot, and when it is sent</td><td>P 7</td>
 *     <td>{@link io.raftkv.raft.core.Peer#needSnapshot}, {@link io.raftkv.raft.core.Peer#snapshotTaken}</td></tr>
 * <tr><td>a snapshot holds the latest configuration</td><td>P 7</td><td>{@link io.raftkv.raft.core.Log#snapshotAt}</td></tr>
 * <tr><td>{@code C_old,new}: both majorities</td><td>P 6, D 4.3</td>
 *     <td>{@link io.raftkv.raft.core.Configuration#reachedByMajority}</td></tr>
 * <tr><td>the latest configuration in the log is in force</td><td>P 6</td>
 *     <td>{@link io.raftkv.raft.core.Configurations}, {@link io.raftkv.raft.core.Peers#adopt}</td></tr>
 * <tr><td>into {@code C_old,new}, and out of it</td><td>P 6, D 4.3</td>
 *     <td>{@link io.raftkv.raft.core.MembershipChanges#begin}, {@link io.raftkv.raft.core.MembershipChanges#advance}</td></tr>
 * <tr><td>a leader that is not in {@code C_new} steps down</td><td>P 6</td>
 *     <td>{@link io.raftkv.raft.core.MembershipChanges#leaveCluster}</td></tr>
 * <tr><td>no change before a commit in the leader's term</td><td>Ongaro on raft-dev, July 2015: "bug in single-server
 *     membership changes"</td>
 *     <td>{@link io.raftkv.raft.core.MembershipChanges#requested}</td></tr>
 * <tr><td>servers without a vote, and when they have caught up</td><td>P 6, D 4.2.1</td>
 *     <td>{@link io.raftkv.raft.core.CatchUp}, {@link io.raftkv.raft.core.MembershipChanges#promoteIfCaughtUp}</td></tr>
 * <tr><td>who may stand for election while it is being removed</td><td>D 4.2.2</td>
 *     <td>{@link io.raftkv.raft.core.Raft#mayStand}</td></tr>
 * <tr><td>the first configuration is the first entry</td><td>D 4.4</td>
 *     <td>{@link io.raftkv.raft.core.Leader#openingEntry}</td></tr>
 * <tr><td>leadership transfer</td><td>D 3.10</td>
 *     <td>{@link io.raftkv.raft.core.LeadershipTransfer}; at the target {@link io.raftkv.raft.core.Raft#takeOver}</td></tr>
 * <tr><td>ReadIndex</td><td>D 6.4</td><td>{@link io.raftkv.raft.core.ReadRounds}</td></tr>
 * <tr><td>reads wait for a commit in the leader's term</td><td>P 8, D 6.4</td>
 *     <td>{@link io.raftkv.raft.core.Leader#hasCommittedInItsTerm}</td></tr>
 * <tr><td>reads at followers</td><td>D 6.4</td><td>{@link io.raftkv.raft.core.Follower#onReadRequested}</td></tr>
 * <tr><td>leases</td><td>D 6.4.1</td>
 *     <td>{@link io.raftkv.raft.core.Lease}, with the argument and links to all that it rests on</td></tr>
 * <tr><td>forwarding to the leader, at most once</td><td>D 6.2</td>
 *     <td>{@link io.raftkv.raft.core.Follower#onProposed}, {@link io.raftkv.raft.core.ForwardedOnce}</td></tr>
 * </table>
 *
 * <p>{@link io.raftkv.raft.core.Rule} names the rules again, for whoever wants to see which of them a step applies.
 */
package io.raftkv.raft.core;
