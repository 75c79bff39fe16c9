package io.raftkv.client.ctl;

/** How results are printed. */
enum Style {
    SIMPLE,
    TABLE,
    JSON
}
