package livecallbacks.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

    private static String withDefaults(String url) {
        return new BrokerUrl(url).withDefaults();
    }

    @Test
    void ourOptionsStandBehindTheOperators() {
        assertThat(withDefaults("tcp://a:61616")).startsWith("tcp://a:61616?callTimeout=4000&");
        assertThat(withDefaults("tcp://a:61616?sslEnabled=true"))
                .startsWith("tcp://a:61616?sslEnabled=true&callTimeout=4000&");
        assertThat(withDefaults("(tcp://a:1?x=y,tcp://b:2)")).startsWith("(tcp://a:1?x=y,tcp://b:2)?callTimeout=4000&");
        assertThat(withDefaults("amqp://a:5672")).startsWith("amqp://a:5672?jms.sendTimeout=4000&");
    }

    @Test
    void whatTheOperatorHasGivenWins() {
        String url = "(tcp://a:1,tcp://b:2)?ha=true&reconnectAttempts=-1&callTimeout=9";

        assertThat(withDefaults(url))
                .startsWith(url + "&")
                .doesNotContain("reconnectAttempts=0", "callTimeout=4000")
                .contains("consumerWindowSize=0", "callFailoverTimeout=4000");
        assertThat(withDefaults("failover:(amqp://a:1?amqp.idleTimeout=1,amqp://b:2)"))
                .doesNotContain("nested.amqp.idleTimeout")
                .contains("failover.maxReconnectAttempts=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://a:61616?trustStorePassword=s3cret",
                "(tcp://a:61616?user=u;password=s3cret,tcp://b:61616)?keyStorePassword=s3cret",
                "failover:(amqps://a:5671?transport.keyStorePassword=s3cret,amqps://b:5671)?jms.password=s3cret"
            })
    void itPrintsItselfWithoutPasswords(String url) {
        assertThat(new BrokerUrl(url).toString()).contains("://a:").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://a:61616?keyStorePassword=s3cret%zz",
                "amqp://a:5672?jms.nonsense=s3cret",
                "amqp://a:5672?transport.keyStorePassword=s3 cret"
            })
    void aWrongOptionIsAnErrorThatDoesNotShowIt(String url) {
        assertThatThrownBy(() -> RemoteBroker.at(url, null, null).close())
                .isInstanceOf(BrokerException.class)
                .hasMessageStartingWith("broker.url: ")
                .hasMessageNotContaining("s3")
                .hasNoCause();
    }
}
