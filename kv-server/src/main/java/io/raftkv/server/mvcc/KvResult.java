package io.raftkv.server.mvcc;

import com.google.protobuf.Message;

/** What applying a request came to; the same on every server. */
public sealed interface KvResult {

    /**
     * The answer.
     *
     * @param type the response type that belongs to the request
     * @throws KvException when the request was refused
     */
    <T extends Message> T answer(Class<T> type) throws KvException;

    /**
     * The request was carried out.
     *
     * @param response a PutResponse, DeleteRangeResponse, TxnResponse or CompactionResponse whose header holds only the
     *     revision; or what the server's own requests are answered with, see {@link ApplyBatch}
     */
    record Done(Message response) implements KvResult {
        @Override
        public <T extends Message> T answer(Class<T> type) {
            return type.cast(response);
        }
    }

    /**
     * The request was refused and changed nothing.
     *
     * @param error why
     */
    record Refused(KvError error) implements KvResult {
        @Override
        public <T extends Message> T answer(Class<T> type) throws KvException {
            throw new KvException(error);
        }
    }
}
