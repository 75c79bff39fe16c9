package io.raftkv.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.server.mvcc.KvException;
import io.raftkv.server.mvcc.MvccStore;
import io.raftkv.server.rocksdb.RocksStore;
import java.io.IOException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the store costs: writes in batches of 64 as the applier makes them, not forced, and reads of committed state. Values have 256
 * random bytes; keys are drawn at random.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MvccBenchmark {

    private static final int VALUE_BYTES = 256;
    private static final int BATCH = 64;
    private static final int FILL_BATCH = 1_000;
    private static final int RANGE = 100;

    /** How many keys there are. */
    @Param({"10000", "1000000"})
    private int keys;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ByteString value = randomValue();
    private @Nullable ScratchDirectory directory;
    private @Nullable RocksStore opened;
    private @Nullable MvccStore store;
    private ByteString[] names = {};
    private long appliedIndex;

    private static ByteString randomValue() {
        byte[] bytes = new byte[VALUE_BYTES];
        new Random(1).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    /** Puts every key once. */
    @Setup(Level.Trial)
    public void open() throws IOException, KvException {
        names = IntStream.range(0, keys)
                .mapToObj(key -> ByteString.copyFromUtf8(String.format("key-%08d", key)))
                .toArray(ByteString[]::new);
        directory = ScratchDirectory.create("mvcc-benchmark");
        opened = RocksStore.open(directory.path().resolve("store"));
        store = new MvccStore(opened);
        for (int first = 0; first < keys; first += FILL_BATCH) {
            try (var batch = store.newBatch()) {
                for (int key = first; key < first + FILL_BATCH; key++) {
                    batch.put(put(key));
                }
                batch.commit(++appliedIndex);
            }
        }
        store.flush();
    }

    /** Leaves nothing behind. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        requireNonNull(store).compaction().close();
        requireNonNull(opened).close();
        requireNonNull(directory).close();
    }

    /** 64 puts of keys that exist. */
    @Benchmark
    public void putBatchOf64() throws KvException {
        try (var batch = requireNonNull(store).newBatch()) {
            for (int i = 0; i < BATCH; i++) {
                batch.put(put(random.nextInt(keys)));
            }
            batch.commit(++appliedIndex);
        }
    }

    /** 64 transactions that each compare a key's version and put it. */
    @Benchmark
    public void txnBatchOf64() throws KvException {
        try (var batch = requireNonNull(store).newBatch()) {
            for (int i = 0; i < BATCH; i++) {
                var put = put(random.nextInt(keys));
                batch.txn(TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(put.getKey())
                                .setTarget(Compare.CompareTarget.VERSION)
                                .setResult(Compare.CompareResult.GREATER)
                                .setVersion(0))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                        .build());
            }
            batch.commit(++appliedIndex);
        }
    }

    /** One key. */
    @Benchmark
    public RangeResponse getOneKey() throws KvException {
        return requireNonNull(store)
                .range(RangeRequest.newBuilder()
                        .setKey(key(random.nextInt(keys)))
                        .build());
    }

    /** 100 keys in their order. */
    @Benchmark
    public RangeResponse rangeOf100Keys() throws KvException {
        int first = random.nextInt(keys - RANGE);
        return requireNonNull(store)
                .range(RangeRequest.newBuilder()
                        .setKey(key(first))
                        .setRangeEnd(key(first + RANGE))
                        .build());
    }

    private PutRequest put(int key) {
        return PutRequest.newBuilder().setKey(key(key)).setValue(value).build();
    }

    private ByteString key(int key) {
        return names[key];
    }
}
