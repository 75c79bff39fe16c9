/**
 * The multi-version store: every write makes a revision, and every revision since the last compaction can be read.
 *
 * <p>It knows no network: it takes the API's request messages, answers with its response messages, whose headers hold
 * nothing but the revision, and refuses with a {@link io.raftkv.server.mvcc.KvException}. It is deterministic: no clock, no
 * randomness, nothing that depends on an undefined order.
 *
 * <p>How it lies in an {@link io.raftkv.server.mvcc.OrderedStore}:
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>space</th><th>key</th><th>value</th><th>serves</th></tr>
 * <tr><td>KEYS</td><td>{@code escaped user key | 00 01 | ~main | ~sub | kind}</td>
 *   <td>{@code create revision | version | lease | value}; empty for a deletion</td>
 *   <td>reads at any revision: the newest version comes first, so one seek finds the visible one</td></tr>
 * <tr><td>REVISIONS</td><td>{@code main | sub}</td><td>the key in KEYS</td>
 *   <td>what happened in which order: compaction, watches</td></tr>
 * <tr><td>META</td><td>{@code state}</td><td>{@code revision | compacted revision | applied index}</td>
 *   <td>written by each batch together with its data</td></tr>
 * <tr><td>META</td><td>{@code compaction.finished}</td><td>{@code revision}</td>
 *   <td>up to where obsolete versions are freed</td></tr>
 * </table>
 *
 * <p>Numbers are big-endian, {@code main} has eight bytes and {@code sub} four; {@code ~} is the complement, which turns the
 * order around. The kind (put or deletion) stands in the key, so that counting and compaction read no values.
 *
 * <p>A snapshot for another member is the ordered store's own, frozen with everything that is in it: the newest state, its
 * history as far as it is kept, the applied index, and how far compaction has come.
 *
 * <p>One thread applies, in batches ({@link io.raftkv.server.mvcc.ApplyBatch}); any number of threads read, each from a
 * view of its own; {@link io.raftkv.server.mvcc.Compaction} frees beside them.
 */
package io.raftkv.server.mvcc;
