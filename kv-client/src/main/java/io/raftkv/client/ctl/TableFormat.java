package io.raftkv.client.ctl;

import io.raftkv.client.DeleteResult;
import io.raftkv.client.GetResult;
import io.raftkv.client.KeyValue;
import io.raftkv.client.MemberAddResult;
import io.raftkv.client.MemberList;
import io.raftkv.client.OpResult;
import io.raftkv.client.PutResult;
import io.raftkv.client.TxnResult;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Everything as a table. */
final class TableFormat implements Format {
    private final PrintStream out;
    private final Text text;

    TableFormat(PrintStream out, Text text) {
        this.out = out;
        this.text = text;
    }

    @Override
    public void get(GetResult result, Shown shown) {
        switch (shown) {
            case PAIRS -> pairs(result.pairs());
            case VALUES ->
                print(new Table(
                        List.of("VALUE"),
                        result.pairs().stream()
                                .map(pair -> Cells.of(pair, text).subList(1, 2))
                                .toList()));
            case COUNT -> print(new Table(List.of("COUNT"), List.of(List.of(Long.toString(result.count())))));
        }
    }

    @Override
    public void put(PutResult result) {
        print(new Table(
                List.of("RESULT", "REVISION"),
                List.of(List.of("OK", Long.toString(result.header().revision())))));
        if (result.previous() != null) {
            pairs(List.of(result.previous()));
        }
    }

    @Override
    public void delete(DeleteResult result) {
        print(new Table(
                List.of("DELETED", "REVISION"),
                List.of(List.of(
                        Long.toString(result.deleted()),
                        Long.toString(result.header().revision())))));
        if (!result.previous().isEmpty()) {
            pairs(result.previous());
        }
    }

    @Override
    public void txn(TxnResult result) {
        print(new Table(List.of("RESULT"), List.of(List.of(result.succeeded() ? "SUCCESS" : "FAILURE"))));
        for (OpResult each : result.results()) {
            switch (each) {
                case GetResult get -> get(get, Shown.PAIRS);
                case PutResult put -> put(put);
                case DeleteResult delete -> delete(delete);
                case TxnResult txn -> txn(txn);
            }
        }
    }

    @Override
    public void members(MemberList result) {
        print(new Table(Cells.MEMBER, result.members().stream().map(Cells::of).toList()));
    }

    @Override
    public void added(MemberAddResult result, String name) {
        members(new MemberList(result.header(), result.members()));
    }

    @Override
    public void changed(String done, MemberList result) {
        members(result);
    }

    @Override
    public void status(List<EndpointStatus> statuses) {
        print(new Table(Cells.STATUS, statuses.stream().map(Cells::of).toList()));
    }

    private void pairs(List<KeyValue> pairs) {
        print(new Table(
                Cells.PAIR, pairs.stream().map(pair -> Cells.of(pair, text)).toList()));
    }

    private void print(Table table) {
        out.writeBytes(table.toString().getBytes(StandardCharsets.UTF_8));
    }
}
