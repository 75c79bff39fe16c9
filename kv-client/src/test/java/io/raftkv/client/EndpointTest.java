package io.raftkv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @Test
    void endpointIsAHostAndAPortWithOrWithoutScheme() {
        assertThat(Endpoint.parse("db1:2379")).isEqualTo(new Endpoint("db1", 2379));
        assertThat(Endpoint.parse("http://127.0.0.1:22379")).isEqualTo(new Endpoint("127.0.0.1", 22379));
    }

    @Test
    void bracketsSetAnAddressOfVersion6ApartFromItsPort() {
        assertThat(Endpoint.parse("[::1]:2379")).isEqualTo(new Endpoint("::1", 2379));
        assertThat(Endpoint.parse("[::1]:2379")).hasToString("[::1]:2379");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "db1", ":2379", "db1:", "db1:x", "db1:0", "db1:65536", "::1:2379", "[::1]", "db1:1/x"})
    void somethingElseIsRefusedWithAnExampleOfWhatIsRight(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127.0.0.1:2379");
    }

    @Test
    void encryptedEndpointIsRefusedInWords() {
        assertThatThrownBy(() -> Endpoint.parse("https://db1:2379")).hasMessageContaining("TLS");
    }
}
