/**
 * What a store should do when it does one operation after the other: {@link io.raftkv.jepsen.model.Model}s. One of one's own is a small
 * class, see {@link io.raftkv.jepsen.model.CasRegisterModel}; {@link io.raftkv.jepsen.model.Models} knows those that have names.
 */
package io.raftkv.jepsen.model;
