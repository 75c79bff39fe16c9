package io.raftkv.server;

import java.util.List;
import java.util.Set;

/**
 * Flags of etcd that this server does not honour. They are refused by name instead of being ignored: who asks for TLS or
 * a quota must not get a server without.
 */
final class UnsupportedFlags {

    private static final Set<String> NAMES = Set.of(
            // Encryption and access.
            "--cert-file",
            "--key-file",
            "--client-cert-auth",
            "--client-crl-file",
            "--client-cert-allowed-hostname",
            "--trusted-ca-file",
            "--auto-tls",
            "--peer-cert-allowed-cn",
            "--peer-cert-allowed-hostname",
            "--peer-crl-file",
            "--peer-auto-tls",
            "--self-signed-cert-validity",
            "--cipher-suites",
            "--tls-min-version",
            "--tls-max-version",
            "--cors",
            "--host-whitelist",
            "--auth-token",
            "--auth-token-ttl",
            "--bcrypt-cost",
            // Storage.
            "--wal-dir",
            "--max-snapshots",
            "--max-wals",
            "--quota-backend-bytes",
            "--auto-compaction-mode",
            "--auto-compaction-retention",
            "--backend-batch-interval",
            "--backend-batch-limit",
            "--backend-bbolt-freelist-type",
            "--compaction-batch-limit",
            "--compaction-sleep-interval",
            "--bootstrap-defrag-threshold-megabytes",
            "--compact-hash-check-enabled",
            "--compact-hash-check-time",
            "--corrupt-check-time",
            "--memory-mlock",
            // Cluster.
            "--discovery",
            "--discovery-fallback",
            "--discovery-proxy",
            "--discovery-srv",
            "--discovery-srv-name",
            "--discovery-endpoints",
            "--discovery-token",
            "--strict-reconfig-check",
            "--pre-vote",
            "--initial-election-tick-advance",
            "--downgrade-check-time",
            "--force-new-cluster",
            "--unsafe-no-fsync",
            // Connections and requests.
            "--listen-client-http-urls",
            "--max-concurrent-streams",
            "--grpc-keepalive-min-time",
            "--grpc-keepalive-interval",
            "--grpc-keepalive-timeout",
            "--socket-reuse-port",
            "--socket-reuse-address",
            "--enable-grpc-gateway",
            "--enable-v2",
            "--warning-apply-duration",
            "--warning-unary-request-duration",
            "--watch-progress-notify-interval",
            "--lease-checkpoint-enabled",
            "--lease-checkpoint-persist",
            // Observation.
            "--metrics",
            "--enable-pprof",
            "--logger",
            "--log-outputs",
            "--log-format",
            "--enable-log-rotation",
            "--log-rotation-config-json",
            "--enable-distributed-tracing",
            "--distributed-tracing-address",
            "--distributed-tracing-service-name",
            "--distributed-tracing-instance-id",
            "--distributed-tracing-sampling-rate",
            "--feature-gates");

    private static final String EXPERIMENTAL = "--experimental-";

    private UnsupportedFlags() {}

    /**
     * Refuses the first such flag, wherever it is given.
     *
     * @throws StartRefusedException naming the flag and where it comes from
     */
    static void refuse(List<String> arguments, FlagDefaults defaults) {
        for (var argument : arguments) {
            refuseIfKnown(argument.split("=", 2)[0], "");
        }
        for (var flag : NAMES) {
            if (defaults.isInEnvironment(flag)) {
                refuseIfKnown(flag, " (from " + FlagDefaults.variableOf(flag) + ")");
            }
        }
        for (var flag : defaults.flagsInFile()) {
            refuseIfKnown(flag, " (from " + FlagDefaults.CONFIG_FILE + ")");
        }
    }

    private static void refuseIfKnown(String flag, String origin) {
        if (NAMES.contains(flag) || flag.startsWith(EXPERIMENTAL)) {
            throw new StartRefusedException(flag + origin + " is not supported yet");
        }
    }
}
