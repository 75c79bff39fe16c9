/**
 * Judges histories. What events hold is agreed between the workloads and the checkers; values are plain data, as
 * {@link io.raftkv.jepsen.history.Event} says:
 *
 * <table>
 *   <caption>Functions and values</caption>
 *   <tr><th>workload</th><th>functions</th><th>checker</th></tr>
 *   <tr><td>{@code register}</td><td>{@code read} answers a value; {@code write} of a value; {@code cas} of {@code [old, new]}, which fails
 *       when it does not match; the key names the register</td><td>{@link io.raftkv.jepsen.checker.LinearizabilityChecker} with
 *       {@link io.raftkv.jepsen.model.CasRegisterModel}</td></tr>
 *   <tr><td>{@code kv}</td><td>as {@link io.raftkv.jepsen.model.MvccModel} says</td><td>{@link io.raftkv.jepsen.checker.LinearizabilityChecker}</td></tr>
 *   <tr><td>{@code append}</td><td>{@code txn} of {@code [["append", key, value], ["r", key, nil], ...]}; the answer is the same list with what was
 *       read in it: {@code ["r", key, [values]]}. Each value is appended to a key once</td><td>{@link io.raftkv.jepsen.checker.AppendChecker}</td></tr>
 *   <tr><td>{@code bank}</td><td>{@code transfer} of <code>{from, to, amount}</code>; {@code read} answers <code>{account: balance}</code>
 *       </td><td>{@link io.raftkv.jepsen.checker.BankChecker}</td></tr>
 *   <tr><td>{@code set}</td><td>{@code add} of an element; {@code read} answers a list of all</td><td>{@link io.raftkv.jepsen.checker.SetChecker}</td></tr>
 *   <tr><td>{@code stale-read}</td><td>{@code write} of a number, each higher than the last at that key; {@code read} answers a number, nil before the
 *       first write</td><td>{@link io.raftkv.jepsen.checker.StaleReadChecker}</td></tr>
 * </table>
 *
 * A process whose operation ended as unknown may go on under the same number. What failed had no effect; what is unknown may have had one.
 */
package io.raftkv.jepsen.checker;
