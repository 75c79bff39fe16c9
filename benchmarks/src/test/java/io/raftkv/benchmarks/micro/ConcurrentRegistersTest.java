package io.raftkv.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.checker.Limits;
import io.raftkv.jepsen.checker.Linearizability;
import io.raftkv.jepsen.checker.LinearizabilityChecker;
import io.raftkv.jepsen.model.RegisterModel;
import org.junit.jupiter.api.Test;

class ConcurrentRegistersTest {

    @Test
    void historyIsLinearizableAndHasAtLeastSoManyOperations() throws Exception {
        var history = ConcurrentRegisters.history(1_000, 5, 7);

        assertThat(history.operations()).hasSizeGreaterThanOrEqualTo(1_000);
        assertThat(new LinearizabilityChecker(new RegisterModel(), Limits.usual()).judge(history))
                .isInstanceOf(Linearizability.Linearizable.class);
    }
}
