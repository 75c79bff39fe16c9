/**
 * What a person reads of a run: {@link io.raftkv.jepsen.report.HtmlReport} writes one page that needs nothing beside it,
 * {@link io.raftkv.jepsen.report.ReportIndex} an overview of several, and {@link io.raftkv.jepsen.report.ReportServer} shows them to a
 * browser on the same machine.
 */
package io.raftkv.jepsen.report;
