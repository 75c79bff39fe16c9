/**
 * What a server must not forget (P Figure 2, persistent state), on disk: start at
 * {@link io.raftkv.raft.storage.RaftStorage}. Everything reaches the file system through the small interface
 * {@link io.raftkv.raft.storage.Disk}, which the simulator replaces.
 *
 * <h2>The directory</h2>
 *
 * <table>
 * <caption>Files of a data directory</caption>
 * <tr><th>file</th><th>what it holds</th><th>written</th></tr>
 * <tr><td>{@code LOCK}</td><td>nothing; locked while a server runs</td><td></td></tr>
 * <tr><td>{@code vote}</td><td>current term and vote, twice</td><td>in place, one copy after the other, each forced</td></tr>
 * <tr><td>{@code log/00000000000000000001.log}, ...</td><td>the log; a segment is named after its first index</td>
 *     <td>appended, one force for each batch</td></tr>
 * <tr><td>{@code log/truncation}</td><td>from which entry on the log is being cut, while it is being cut</td>
 *     <td>once, then deleted</td></tr>
 * <tr><td>{@code log/snapshot}</td><td>behind which entry the log begins, with the configuration there; none while the log is
 *     all there</td><td>as a whole, whenever entries are forgotten</td></tr>
 * <tr><td>{@code identity}</td><td>whose data this is</td><td>once, as the last file of the first start</td></tr>
 * </table>
 *
 * <p>Files are created under a temporary name, forced, renamed, and their directory is forced. So what cannot be read under
 * a final name has been damaged; it was not merely interrupted. Since {@code identity} comes last, a directory that has it
 * must have the others too, and a server that has lost one of them is not allowed to start as if it had never voted.
 *
 * <p>State machines may keep their own files and directories beside these.
 *
 * <p>{@code log/snapshot} is written before the entries go that it stands for, and says that a reset is under way before
 * the log is replaced as a whole; so the files of the log are always to be read as it says. Segments whose entries are all
 * forgotten are deleted later, piece by piece.
 *
 * <h2>Blocks</h2>
 *
 * All numbers are big-endian. The identity, the copies of the vote, the note of a truncation, the start of the log and the
 * headers of segments share one frame, which will not change with the format version: a release can say "this is of a later
 * format" of any file that it did not write.
 *
 * <table>
 * <caption>A block</caption>
 * <tr><th>bytes</th><th>what</th></tr>
 * <tr><td>0 to 7</td><td>magic number: {@code raftkv-i}, {@code -v}, {@code -t}, {@code -s}, {@code -l} or
 *     {@code -m}</td></tr>
 * <tr><td>8 to 11</td><td>format version, 1</td></tr>
 * <tr><td>12 to 15</td><td>CRC32C of everything else in the block</td></tr>
 * <tr><td>from 16</td><td>values of 8 bytes each, then zeros; or whatever is said below</td></tr>
 * </table>
 *
 * <table>
 * <caption>Blocks and their values</caption>
 * <tr><th>block</th><th>size</th><th>values</th></tr>
 * <tr><td>identity</td><td>64</td><td>cluster id, server id</td></tr>
 * <tr><td>vote, at 0 and at 4096</td><td>4096</td><td>cluster id, server id, sequence number, term, voted for</td></tr>
 * <tr><td>note of a truncation</td><td>64</td><td>first index that goes</td></tr>
 * <tr><td>start of the log</td><td>as it comes</td><td>cluster id, server id, 1 or while a reset is under way 2, index and
 *     term of the last entry that is replaced; then the configuration as it would stand in an entry</td></tr>
 * <tr><td>manifest of a {@link io.raftkv.raft.storage.SnapshotInbox}</td><td>as it comes</td><td>1 or when it is complete 2,
 *     durable bytes, id, last included index; then the number of files in 4 bytes, and for each of them its length in 8 and its
 *     name behind its length in 4</td></tr>
 * <tr><td>segment header</td><td>64</td><td>cluster id, server id, first index</td></tr>
 * </table>
 *
 * <p>The vote is there twice, a sector of 4 KiB apart, and the second copy is written only when the first is durable. A
 * crash tears one of them at most, and damage to one of them loses nothing; with two copies written in turns, damage to the
 * newer one would have gone unnoticed and the vote been forgotten.
 *
 * <h2>Frames</h2>
 *
 * Behind its header a segment is a row of frames, one for each entry, each beginning at a multiple of 8.
 *
 * <table>
 * <caption>A frame</caption>
 * <tr><th>bytes</th><th>what</th><th>why</th></tr>
 * <tr><td>0 to 3</td><td>length, without padding</td><td></td></tr>
 * <tr><td>4 to 7</td><td>CRC32C of: checksum of the segment's header, offset of the frame in the file, length, and all
 *     bytes that follow this field</td>
 *     <td>with the place in it, no payload that looks like a frame, and no frame at a wrong place, is taken for one</td></tr>
 * <tr><td>8 to 15</td><td>durable index: the highest index that had been forced when this frame was written</td>
 *     <td>tells a torn tail from damage, see below</td></tr>
 * <tr><td>16 to 23</td><td>term</td><td></td></tr>
 * <tr><td>24 to 31</td><td>index</td><td>a second check of the sequence</td></tr>
 * <tr><td>32</td><td>type: 1 no-op, 2 command, 3 configuration</td><td></td></tr>
 * <tr><td>33 to 40</td><td>proposer</td><td></td></tr>
 * <tr><td>41 to 48</td><td>proposal</td><td></td></tr>
 * <tr><td>from 49</td><td>payload, then zeros up to a multiple of 8</td>
 *     <td>behind bytes that cannot be read, the next frame is found by trying every eighth byte</td></tr>
 * </table>
 *
 * <p>The rest of the last segment may be zeros, allocated in advance: then most appends change neither the length nor the
 * blocks of the file, and forcing them writes the data only. A segment is cut to its frames and forced before the next one
 * is created.
 *
 * <h2>Recovery</h2>
 *
 * A reset that was under way is finished: every segment is deleted and an empty one created. Segments that begin before the
 * last one which begins at or before the log's first entry are deleted. There must be such a segment, and the log must reach
 * to the entry where the snapshot ends, which must be of the term that the snapshot says.
 *
 * <p>Then the whole log is read and checked, with what the first segment still has from before its start. Where a frame
 * cannot be read, of an entry X:
 *
 * <ul>
 *   <li>in a segment that is not the last one, X was forced: damage;
 *   <li>in the last segment, if any later frame carries a durable index of X or more, or if the snapshot ends at X or later,
 *       X was forced: damage;
 *   <li>otherwise X belongs to a batch whose force never returned. Nobody was told of it: it is a torn tail, and cut off
 *       together with whole frames behind it, which must not reappear once something else stands in the place of X.
 * </ul>
 *
 * <p>Damage stops the server with a message that names file, offset and entry. One case cannot be told: damage to the very
 * last batch that was forced looks like a batch that was torn, because no later frame vouches for it. Should the state
 * machine have applied one of its entries, {@link io.raftkv.raft.storage.RaftStorage#recovered} notices.
 *
 * <p>A truncation could leave holes of zeros, or later segments without earlier ones, if the power failed in the middle; it
 * is announced by {@code log/truncation} first and finished by recovery. Whatever a start finds is forced before anything
 * relies on it, names and contents: a process that was killed may have left it in the page cache only.
 */
package io.raftkv.raft.storage;
