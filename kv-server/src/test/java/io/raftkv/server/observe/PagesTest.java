package io.raftkv.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PagesTest {

    @Test
    void aHealthyMemberAnswersAsEtcdDoes() {
        assertThat(health(CompletableFuture.completedFuture(Health.GOOD), ""))
                .isEqualTo(new HttpAnswer(200, "application/json", "{\"health\":\"true\",\"reason\":\"\"}"));
    }

    @Test
    void aMemberThatCannotServeSaysWhyWith503() {
        assertThat(health(CompletableFuture.completedFuture(new Health("no \"leader\"\n")), ""))
                .isEqualTo(new HttpAnswer(
                        503, "application/json", "{\"health\":\"false\",\"reason\":\"no \\\"leader\\\"\\u000a\"}"));
    }

    @Test
    void aCheckThatFailsOrHangsIsBadHealth() {
        assertThat(health(CompletableFuture.failedFuture(new IllegalStateException("disk failed")), "")
                        .body())
                .contains("\"false\"", "disk failed");
        assertThat(health(new CompletableFuture<>(), "").body()).contains("\"false\"", "longer than 10 ms");
    }

    @Test
    void aSerializableCheckSpeaksOfThisMemberAlone() {
        assertThat(health(new CompletableFuture<>(), "serializable=true").status())
                .isEqualTo(200);
    }

    @Test
    void versionNamesTheApiAndTheProgram() {
        assertThat(new VersionPage("3.6.0", "1.2")
                        .answer("")
                        .toCompletableFuture()
                        .join()
                        .body())
                .isEqualTo(
                        "{\"etcdserver\":\"3.6.0\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\",\"raftkv\":\"1.2\"}");
    }

    @Test
    void metricsShowTheJvmAndTheVersion() {
        try (var meters = new Meters("1.2")) {
            meters.registry().counter("test.events").increment();

            var answer =
                    new MetricsPage(meters).answer("").toCompletableFuture().join();

            assertThat(answer.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body())
                    .contains("raftkv_build_info{version=\"1.2\"} 1", "jvm_memory_used_bytes", "test_events_total 1.0");
        }
    }

    private static HttpAnswer health(CompletableFuture<Health> linearizable, String query) {
        var check = new HealthCheck() {
            @Override
            public CompletableFuture<Health> linearizable() {
                return linearizable;
            }

            @Override
            public Health local() {
                return Health.GOOD;
            }
        };
        return new HealthPage(check, Duration.ofMillis(10))
                .answer(query)
                .toCompletableFuture()
                .join();
    }
}
