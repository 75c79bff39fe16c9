package io.raftkv.client.ctl;

import io.raftkv.client.Endpoint;
import io.raftkv.client.MemberStatus;

/** What came of asking one endpoint for its status. */
sealed interface EndpointStatus {

    Endpoint endpoint();

    /** It answered. */
    record Answered(Endpoint endpoint, MemberStatus status) implements EndpointStatus {}

    /** It did not, for this reason. */
    record Failed(Endpoint endpoint, String reason) implements EndpointStatus {}
}
