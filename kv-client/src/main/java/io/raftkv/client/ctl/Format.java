package io.raftkv.client.ctl;

import io.raftkv.client.DeleteResult;
import io.raftkv.client.GetResult;
import io.raftkv.client.MemberAddResult;
import io.raftkv.client.MemberList;
import io.raftkv.client.PutResult;
import io.raftkv.client.TxnResult;
import java.util.List;

/** Prints results. */
interface Format {

    /** What of the pairs a person asked to see. */
    enum Shown {
        PAIRS,
        VALUES,
        COUNT
    }

    void get(GetResult result, Shown shown);

    void put(PutResult result);

    void delete(DeleteResult result);

    void txn(TxnResult result);

    void members(MemberList result);

    void added(MemberAddResult result, String name);

    /**
     * A change of members.
     *
     * @param done what was done, as a sentence
     */
    void changed(String done, MemberList result);

    void status(List<EndpointStatus> statuses);
}
