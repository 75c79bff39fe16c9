package io.raftkv.client.ctl;

import io.raftkv.client.Txn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kvctl txn}. */
@Command(
        name = "txn",
        description = {
            "Compares, then does one of two lists of requests, in one step.",
            "",
            "Standard input holds three sections, each ended by an empty line: compares, requests for when all of them"
                    + " hold, requests for when one does not. For example:",
            "",
            "  mod(\"key1\") > \"0\"",
            "",
            "  put key1 \"overwrote-key1\"",
            "",
            "  put key1 \"created-key1\"",
            "  get key2 --prefix",
            "",
            "Compares: mod, create, version, lease or value, with =, !=, < or >. Requests: put, get and del with the"
                    + " arguments of the commands."
        })
final class TxnCommand implements Callable<Integer> {
    private final Kvctl kvctl;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-i", "--interactive"},
            description = "Ask for each section.")
    private boolean interactive;

    TxnCommand(Kvctl kvctl) {
        this.kvctl = kvctl;
    }

    @Override
    public Integer call() throws IOException {
        var lines = new BufferedReader(new InputStreamReader(kvctl.in(), StandardCharsets.UTF_8));
        Txn txn;
        try {
            txn = new TxnReader(lines, this::prompt).read();
        } catch (MalformedTxnException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (var client = kvctl.connect()) {
            kvctl.format(Style.SIMPLE).txn(client.txn(txn));
        }
        return 0;
    }

    private void prompt(String text) {
        if (interactive) {
            kvctl.out().println(text);
            kvctl.out().flush();
        }
    }
}
