package livecallbacks.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of addresses, and whose word about them is taken. */
class ClientAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "203.0.113.7, ::ffff:203.0.113.7, true"
    })
    void aRangeHasItsAddressesAndNoOthers(String range, String address, boolean inside) throws Exception {
        assertThat(AddressRanges.of(List.of(range)).contains(InetAddress.getByName(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "a.b.c.d", "example.com/8", "2001:db8::/129"})
    void whatIsNoRangeIsAnError(String range) {
        assertThatThrownBy(() -> AddressRanges.of(List.of(range))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void severalHeadersAreOneList() throws Exception {
        ClientAddresses clients = new ClientAddresses(AddressRanges.of(List.of("10.0.0.0/8")));
        assertThat(clients.clientOf("10.0.0.1", List.of("198.51.100.1", "203.0.113.7, 10.0.0.2")))
                .isEqualTo(InetAddress.getByName("203.0.113.7"));
        assertThat(clients.clientOf("203.0.113.9", List.of("198.51.100.1")))
                .isEqualTo(InetAddress.getByName("203.0.113.9"));
        assertThat(clients.clientOf("10.0.0.1", List.of("localhost"))).isNull();
        assertThat(clients.clientOf(null, List.of())).isNull();
    }
}
