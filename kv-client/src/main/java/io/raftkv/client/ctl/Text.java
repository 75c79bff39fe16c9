package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How the bytes of keys and values reach a terminal. */
enum Text {
    /** As they are. */
    RAW,
    /** Each as {@code \x61}. */
    HEX;

    private static final HexFormat ESCAPES = HexFormat.of().withPrefix("\\x");

    ByteString of(ByteString bytes) {
        return this == RAW
                ? bytes
                : ByteString.copyFrom(ESCAPES.formatHex(bytes.toByteArray()), StandardCharsets.US_ASCII);
    }
}
