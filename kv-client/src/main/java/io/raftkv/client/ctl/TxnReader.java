package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.Compare;
import io.raftkv.client.Op;
import io.raftkv.client.Txn;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;

/**
 * Reads a transaction: compares, requests for success, requests for failure, each section ended by an empty line or the
 * end.
 */
final class TxnReader {
    /**
     * Maps each byte to one character and back, so that words can hold any bytes on their way through the argument
     * parser.
     */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final BufferedReader lines;
    private final Consumer<String> prompt;

    /**
     * Reads from {@code lines}.
     *
     * @param prompt is told before each section what is expected
     */
    TxnReader(BufferedReader lines, Consumer<String> prompt) {
        this.lines = lines;
        this.prompt = prompt;
    }

    Txn read() throws IOException, MalformedTxnException {
        var compares = new ArrayList<Compare>();
        for (String line : section("compares:")) {
            compares.add(CompareLine.parse(line));
        }
        List<Op> success = ops("success requests (get, put, del):");
        List<Op> failure = ops("failure requests (get, put, del):");
        return new Txn(compares, success, failure);
    }

    private List<Op> ops(String title) throws IOException, MalformedTxnException {
        var ops = new ArrayList<Op>();
        for (String line : section(title)) {
            ops.add(op(line));
        }
        return ops;
    }

    private List<String> section(String title) throws IOException {
        prompt.accept(title);
        var section = new ArrayList<String>();
        String line = lines.readLine();
        while (line != null && !line.isBlank()) {
            section.add(line.strip());
            line = lines.readLine();
        }
        return section;
    }

    private static Op op(String line) throws MalformedTxnException {
        List<ByteString> words = new LineScanner(line).words();
        String[] arguments =
                words.stream().skip(1).map(word -> word.toString(BYTES)).toArray(String[]::new);
        try {
            return switch (words.getFirst().toStringUtf8()) {
                case "get" -> parsed(new GetArguments(), arguments).get(BYTES);
                case "del" -> parsed(new DelArguments(), arguments).delete(BYTES);
                case "put" -> put(parsed(new PutArguments(), arguments), line);
                default -> throw new MalformedTxnException("not a get, put or del: " + line);
            };
        } catch (CommandLine.ParameterException e) {
            throw new MalformedTxnException(e.getMessage() + " in: " + line);
        }
    }

    private static Op put(PutArguments arguments, String line) throws MalformedTxnException {
        String value = arguments.value();
        if (value == null) {
            throw new MalformedTxnException("a put inside a transaction needs its value on the line: " + line);
        }
        return arguments.put(ByteString.copyFrom(value, BYTES), BYTES);
    }

    private static <T> T parsed(T target, String[] arguments) {
        new CommandLine(target)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .parseArgs(arguments);
        return target;
    }
}
