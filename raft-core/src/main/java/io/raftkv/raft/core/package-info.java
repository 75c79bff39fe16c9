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
 * <tr><td>State: nextIndex[], matchIndex[]</td><td>{@link io.raftkv.raft.core.Peer}</td></tr>
 * <tr><td>State: on stable storage before responding</td>
 *     <td>{@link io.raftkv.raft.core.Effects#messagesWhenDurable()}</td></tr>
 * <tr><td>AppendEntries, arguments</td><td>{@link io.raftkv.raft.core.AppendEntries}</td></tr>
 * <tr><td>AppendEntries, results</td><td>{@link io.raftkv.raft.core.AppendEntriesResponse}</td></tr>
 * <tr><td>AppendEntries, receiver 1.</td><td>{@link io.raftkv.raft.core.Raft#answerStale}</td></tr>
 * <tr><td>AppendEntries, receiver 2. to 5.</td><td>{@link io.raftkv.raft.core.Follower#onAppendEntries}; 3. and 4. in
 *     {@link io.raftkv.raft.core.Log#reconcile}</td></tr>
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
 * <tr><td>Candidates: AppendEntries from new leader</td><td>{@link io.raftkv.raft.core.Candidate#onAppendEntries}</td></tr>
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
 * <caption>Beyond Figure 2</caption>
 * <tr><th>what</th><th>source</th><th>here</th></tr>
 * <tr><td>a no-op opens a term</td><td>P 8</td><td>{@link io.raftkv.raft.core.Leader#start}</td></tr>
 * <tr><td>backtracking by term</td><td>P 5.3, end</td><td>{@link io.raftkv.raft.core.Log#lastAtMost}, {@link io.raftkv.raft.core.Peer#reject}</td></tr>
 * <tr><td>pipelining</td><td>D 10.2.2</td><td>{@link io.raftkv.raft.core.Peer}</td></tr>
 * <tr><td>the leader's disk in parallel</td><td>D 10.2.1</td>
 *     <td>{@link io.raftkv.raft.core.OwnDisk}</td></tr>
 * <tr><td>pre-vote</td><td>D 9.6</td><td>{@link io.raftkv.raft.core.PreCandidate}</td></tr>
 * <tr><td>leader stickiness</td><td>D 4.2.3</td><td>{@link io.raftkv.raft.core.Raft#disturbs}, {@link io.raftkv.raft.core.Raft#deny}</td></tr>
 * <tr><td>check-quorum</td><td>D 6.2</td><td>{@link io.raftkv.raft.core.Leader#hearsMajority}</td></tr>
 * <tr><td>ReadIndex</td><td>D 6.4</td><td>{@link io.raftkv.raft.core.ReadRounds}</td></tr>
 * <tr><td>reads wait for a commit in the leader's term</td><td>P 8, D 6.4</td>
 *     <td>{@link io.raftkv.raft.core.Leader#hasCommittedInItsTerm}</td></tr>
 * <tr><td>reads at followers</td><td>D 6.4</td><td>{@link io.raftkv.raft.core.Follower#onReadRequested}</td></tr>
 * <tr><td>retry indefinitely</td><td>P 5.3</td><td>{@link io.raftkv.raft.core.Peer#sendHeartbeat}</td></tr>
 * <tr><td>forwarding to the leader, at most once</td><td>D 6.2</td>
 *     <td>{@link io.raftkv.raft.core.Follower#onProposed}, {@link io.raftkv.raft.core.ForwardedOnce}</td></tr>
 * </table>
 */
package io.raftkv.raft.core;
