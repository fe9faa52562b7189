package livecallbacks.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serial;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Secrets that are kept in AWS Secrets Manager. It is asked with the credentials of the machine, as AWS tools find
 * them, once for each secret; its exceptions never get out, because they may quote what was answered.
 */
final class SecretStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final String REMEDY =
            "check its name, the region (AWS_REGION), and that this machine may call secretsmanager:GetSecretValue";

    private final Map<String, String> environment;
    private final @Nullable String fallbackRegion;
    private final Map<String, String> known = new HashMap<>();

    /**
     * A store that asks nobody yet.
     *
     * @param environment for AWS_REGION and the endpoint, AWS_ENDPOINT_URL_SECRETS_MANAGER or AWS_ENDPOINT_URL
     * @param fallbackRegion where neither a secret's ARN nor the environment names a region; null for none
     */
    SecretStore(Map<String, String> environment, @Nullable String fallbackRegion) {
        this.environment = environment;
        this.fallbackRegion = fallbackRegion;
    }

    /** A secret cannot be had; says why in words for the operator, without the secret. */
    static final class UnavailableException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }

    /**
     * The secret's text, or one field of it.
     *
     * @param name name or ARN of the secret
     * @param field of the JSON object that the secret is; null for the whole text
     * @throws UnavailableException if there is no such secret or field, or it cannot be asked for
     */
    String value(String name, @Nullable String field) throws UnavailableException {
        String text = known.get(name);
        if (text == null) {
            text = ask(name);
            known.put(name, text);
        }
        return field == null ? text : field(name, text, field);
    }

    private String ask(String name) throws UnavailableException {
        try (SecretsManagerClient client = client(name)) {
            String text = client.getSecretValue(get -> get.secretId(name)).secretString();
            if (text == null) {
                throw new UnavailableException("refers to the secret " + name
                        + " of AWS Secrets Manager, which holds bytes; store it as text");
            }
            return text;
        } catch (AwsServiceException e) {
            // The code is AWS's own word for the cause, such as ResourceNotFoundException; the message could quote.
            String code =
                    e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
            throw unavailable(name, "HTTP " + e.statusCode() + (code == null ? "" : " " + code));
        } catch (SdkException | IllegalArgumentException e) {
            throw unavailable(name, "it cannot be reached, or there are no credentials or no region");
        }
    }

    private static UnavailableException unavailable(String name, String cause) {
        return new UnavailableException("refers to the secret " + name
                + " of AWS Secrets Manager, which did not give it (" + cause + "); " + REMEDY);
    }

    private static String field(String name, String text, String field) throws UnavailableException {
        JsonNode value = null;
        try {
            value = JSON.readTree(text).get(field);
        } catch (JsonProcessingException e) {
            // Said below; the exception would quote the secret.
        }
        if (value == null || !value.isValueNode() || value.isNull()) {
            throw new UnavailableException("refers to the field " + field + " of the secret " + name
                    + " of AWS Secrets Manager, which has no such field; the secret has to be a JSON object whose field"
                    + " is a text");
        }
        return value.asText();
    }

    private SecretsManagerClient client(String name) {
        SecretsManagerClientBuilder builder = SecretsManagerClient.builder()
                .httpClientBuilder(ApacheHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT))
                .overrideConfiguration(override -> override.apiCallTimeout(CALL_TIMEOUT));
        String region = region(name);
        if (region != null) {
            builder.region(Region.of(region));
        }
        String endpoint =
                environment.getOrDefault("AWS_ENDPOINT_URL_SECRETS_MANAGER", environment.get("AWS_ENDPOINT_URL"));
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    /** That of the ARN; that of the environment; that of the archive; null to let the SDK look further. */
    private @Nullable String region(String name) {
        String[] arn = name.split(":", -1);
        if (arn.length > 3 && arn[0].equals("arn") && !arn[3].isEmpty()) {
            return arn[3];
        }
        return environment.getOrDefault("AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", fallbackRegion));
    }
}
