package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import io.raftkv.client.DeleteResult;
import io.raftkv.client.GetResult;
import io.raftkv.client.KeyValue;
import io.raftkv.client.MemberAddResult;
import io.raftkv.client.MemberList;
import io.raftkv.client.OpResult;
import io.raftkv.client.PutResult;
import io.raftkv.client.TxnResult;
import java.io.PrintStream;
import java.util.List;

/** A line for the key and one for the value; members and statuses as lines of cells with commas. */
final class SimpleFormat implements Format {
    private final PrintStream out;
    private final Text text;

    SimpleFormat(PrintStream out, Text text) {
        this.out = out;
        this.text = text;
    }

    @Override
    public void get(GetResult result, Shown shown) {
        switch (shown) {
            case PAIRS -> result.pairs().forEach(this::pair);
            case VALUES -> result.pairs().forEach(pair -> line(pair.value()));
            case COUNT -> line(Long.toString(result.count()));
        }
    }

    @Override
    public void put(PutResult result) {
        line("OK");
        if (result.previous() != null) {
            pair(result.previous());
        }
    }

    @Override
    public void delete(DeleteResult result) {
        line(Long.toString(result.deleted()));
        result.previous().forEach(this::pair);
    }

    @Override
    public void txn(TxnResult result) {
        line(result.succeeded() ? "SUCCESS" : "FAILURE");
        for (OpResult each : result.results()) {
            line("");
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
        result.members().forEach(member -> line(String.join(", ", Cells.of(member))));
    }

    @Override
    public void added(MemberAddResult result, String name) {
        FirstStart.lines(result, name).forEach(this::line);
    }

    @Override
    public void changed(String done, MemberList result) {
        line(done);
    }

    @Override
    public void status(List<EndpointStatus> statuses) {
        statuses.forEach(status -> line(String.join(", ", Cells.of(status))));
    }

    private void pair(KeyValue pair) {
        line(pair.key());
        line(pair.value());
    }

    private void line(ByteString bytes) {
        out.writeBytes(text.of(bytes).toByteArray());
        out.write('\n');
    }

    private void line(String line) {
        out.writeBytes(ByteString.copyFromUtf8(line).toByteArray());
        out.write('\n');
    }
}
