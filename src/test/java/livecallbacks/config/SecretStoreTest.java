package livecallbacks.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP, against a server that answers as AWS Secrets Manager does (JSON 1.1 protocol). */
class SecretStoreTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "s3cr3t-of-the-store";
    private static final List<String> CREDENTIALS = List.of("aws.accessKeyId", "aws.secretAccessKey");

    @TempDir
    private Path home;

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void startTheStore() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        CREDENTIALS.forEach(name -> System.setProperty(name, "for-the-test"));
        environment.putAll(Map.of(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                "CALLBACKS_LIVE_KEYS", "k1",
                "ARCHIVE_BUCKET", "bucket",
                "ARCHIVE_REGION", "eu-central-1",
                "MAIL_HOST", "smtp.example.com",
                "MAIL_FROM", "live@example.com"));
    }

    @AfterEach
    void stopTheStore() {
        CREDENTIALS.forEach(System::clearProperty);
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String name = request.get("SecretId").asText();
        asked.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + name);
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        String secret = secrets.get(name);
        ObjectNode answer = JSON.createObjectNode();
        if (secret == null) {
            answer.put("__type", "ResourceNotFoundException").put("message", "no secret; it quotes " + SECRET);
        } else {
            answer.put("Name", name).put("SecretString", secret);
        }
        byte[] body = answer.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(secret == null ? 400 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Settings read() throws ConfigurationException {
        return SettingsReader.read(home, environment);
    }

    private Settings.Source live() throws ConfigurationException {
        return Objects.requireNonNull(read().callbacks().sources().get("live"));
    }

    private List<String> problems() {
        return catchThrowableOfType(ConfigurationException.class, this::read).problems();
    }

    @Test
    void aSecretIsFetchedByItsNameWithTheCredentialsOfTheMachine() throws Exception {
        secrets.put("prod/live/key", SECRET);
        environment.put("CALLBACKS_LIVE_KEYS", "{{aws:prod/live/key}}");

        assertThat(live().keys()).containsExactly(SECRET);
        assertThat(asked).containsExactly("secretsmanager.GetSecretValue prod/live/key");
        assertThat(authorizations).singleElement().asString().contains("Credential=for-the-test/", "/eu-central-1/");
    }

    @Test
    void theRegionOfAnArnIsTheOneThatIsAsked() throws Exception {
        String arn = "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:live-AbCdEf";
        secrets.put(arn, SECRET);
        environment.put("CALLBACKS_LIVE_TOKEN", "{{aws:" + arn + "}}");

        assertThat(live().token()).isEqualTo(SECRET);
        assertThat(authorizations).singleElement().asString().contains("/ap-southeast-1/");
    }

    @Test
    void fieldsOfOneSecretAreFetchedOnce() throws Exception {
        secrets.put("mail", "{\"user\": \"live\", \"password\": \"" + SECRET + "\", \"port\": 587}");
        environment.put("MAIL_USERNAME", "{{aws:mail#user}}");
        environment.put("MAIL_PASSWORD", "{{ aws:mail#password }}");

        assertThat(requireNonNull(read().mail().login()).username()).isEqualTo("live");
        assertThat(requireNonNull(read().mail().login()).password()).isEqualTo(SECRET);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFileOrThePropertiesMayHoldTheReference() throws Exception {
        secrets.put("key", "from-store");
        Files.writeString(home.resolve("application.properties"), "archive.secret-key={{aws:key}}\n");
        environment.put(
                "ARCHIVE_ACCESS_KEY_FILE",
                Files.writeString(home.resolve("id"), "{{aws:key}}\n").toString());

        assertThat(read().archive().secretKey()).isEqualTo("from-store");
        assertThat(read().archive().accessKey()).isEqualTo("from-store");
    }

    @Test
    void aSecretThatIsNotThereIsAFaultThatNamesThePropertyAndTheSecret() {
        environment.put("MAIL_USERNAME", "live");
        environment.put("MAIL_PASSWORD", "{{aws:gone}}");

        assertThat(problems().get(0))
                .startsWith("mail.password: refers to the secret gone of AWS Secrets Manager")
                .contains("HTTP 400 ResourceNotFoundException", "secretsmanager:GetSecretValue")
                .doesNotContain(SECRET);
    }

    @Test
    void aFieldThatIsNotThereIsAFaultThatDoesNotShowTheSecret() {
        secrets.put("json", "{\"other\": \"" + SECRET + "\"}");
        secrets.put("text", SECRET);
        for (String name : List.of("json", "text")) {
            environment.put("CALLBACKS_LIVE_KEYS", "{{aws:" + name + "#key}}");
            assertThat(problems().toString())
                    .contains("callbacks.live.keys: refers to the field key of the secret " + name)
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aStoreThatIsNotThereIsAFaultOfTheProperty() {
        server.stop(0);
        environment.put("CALLBACKS_LIVE_KEYS", "{{aws:key}}");
        assertThat(problems().toString())
                .contains("callbacks.live.keys: refers to the secret key of AWS Secrets Manager")
                .contains("cannot be reached");
    }

    @Test
    void nobodyIsAskedForWhatRefersToNoSecret() throws Exception {
        environment.put("CALLBACKS_LIVE_KEYS", "{{aws}},aws:key,{{env:key}}");
        assertThat(live().keys()).containsExactly("{{aws}}", "aws:key", "{{env:key}}");
        assertThat(asked).isEmpty();
    }
}
