/** Makes a failing run smaller as long as it still fails: what is left is what it takes. {@link io.raftkv.jepsen.shrink.Shrinker}. */
package io.raftkv.jepsen.shrink;
