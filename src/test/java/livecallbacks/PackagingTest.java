package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import livecallbacks.config.Settings;
import livecallbacks.config.SettingsReader;
import livecallbacks.notify.recipients.Recipients;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What packaging/ has for Kubernetes and systemd: known to them, and telling the service what it needs. */
class PackagingTest {

    private static final Path UNIT = Path.of("packaging/live-callbacks.service");

    /** Every object of the manifests as its class of the Kubernetes API, which refuses what it does not know. */
    private static final Map<Class<?>, String> KINDS = Map.of(
            V1StatefulSet.class, "apps/v1 StatefulSet",
            V1Service.class, "v1 Service",
            V1PodDisruptionBudget.class, "policy/v1 PodDisruptionBudget",
            V1NetworkPolicy.class, "networking.k8s.io/v1 NetworkPolicy",
            V1ConfigMap.class, "v1 ConfigMap",
            V1Secret.class, "v1 Secret");

    private static final Map<String, Object> OBJECTS = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void readManifests() throws IOException {
        for (String file : List.of("live-callbacks.yaml", "configuration.yaml")) {
            YAMLMapper yaml = new YAMLMapper();
            try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class)
                    .readValues(Path.of("packaging/kubernetes", file).toFile())) {
                while (documents.hasNext()) {
                    JsonNode document = documents.next();
                    String kind = document.path("apiVersion").textValue() + " "
                            + document.path("kind").textValue();
                    Class<?> type = KINDS.entrySet().stream()
                            .filter(entry -> entry.getValue().equals(kind))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(file + ": no test knows " + kind));
                    OBJECTS.put(
                            document.path("kind").textValue() + "/"
                                    + document.path("metadata").path("name").textValue(),
                            read(document, type));
                }
            }
        }
    }

    private static Object read(JsonNode document, Class<?> type) {
        return JSON.deserialize(document.toString(), type);
    }

    private static <T> T object(Class<T> type, String name) {
        String kind = type.getSimpleName().substring("V1".length());
        return type.cast(Objects.requireNonNull(OBJECTS.get(kind + "/" + name), () -> kind + "/" + name));
    }

    private static V1PodSpec pod() {
        return Objects.requireNonNull(object(V1StatefulSet.class, "live-callbacks")
                .getSpec()
                .getTemplate()
                .getSpec());
    }

    private static V1Container container() {
        return pod().getContainers().get(0);
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsNoticed() throws IOException {
        JsonNode wrong = new ObjectMapper().readTree("{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spce\":{}}");
        assertThatThrownBy(() -> read(wrong, V1Service.class)).hasMessageContaining("spce");
    }

    @Test
    void allObjectsBelongToEachOther() {
        assertThat(OBJECTS).hasSize(8);
        Map<String, String> labels = object(V1StatefulSet.class, "live-callbacks")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        assertThat(object(V1StatefulSet.class, "live-callbacks")
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(object(V1Service.class, "live-callbacks").getSpec().getSelector())
                .isEqualTo(labels);
        assertThat(object(V1Service.class, "live-callbacks-instances").getSpec().getSelector())
                .isEqualTo(labels);
        assertThat(object(V1PodDisruptionBudget.class, "live-callbacks")
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(object(V1NetworkPolicy.class, "live-callbacks")
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(container().getVolumeMounts())
                .extracting(mount -> mount.getName())
                .containsExactlyInAnyOrder("data", "tmp", "recipients", "secrets");
        assertThat(object(V1StatefulSet.class, "live-callbacks")
                        .getSpec()
                        .getVolumeClaimTemplates()
                        .get(0)
                        .getMetadata()
                        .getName())
                .isEqualTo("data");
        assertThat(pod().getVolumes())
                .extracting(volume -> volume.getName())
                .containsExactlyInAnyOrder("tmp", "recipients", "secrets");
    }

    @Test
    void thePodHasNoRightsAndWritesToItsVolumesOnly() {
        assertThat(pod().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod().getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(pod().getSecurityContext().getFsGroup()).isEqualTo(65532);
        assertThat(pod().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod().getAutomountServiceAccountToken()).isFalse();
        assertThat(container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container().getSecurityContext().getAllowPrivilegeEscalation())
                .isFalse();
        assertThat(container().getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container().getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting(mount -> mount.getMountPath())
                .containsExactlyInAnyOrder("/data", "/tmp");
    }

    @Test
    void theProbesAskTheManagementPortAndStoppingHasTime() {
        assertThat(container().getLivenessProbe().getHttpGet().getPath()).isEqualTo("/observe/health/live");
        assertThat(container().getStartupProbe().getHttpGet().getPath()).isEqualTo("/observe/health/live");
        assertThat(container().getReadinessProbe().getHttpGet().getPath()).isEqualTo("/observe/health/ready");
        assertThat(container().getPorts())
                .extracting(port -> port.getName() + " " + port.getContainerPort())
                .containsExactly("http 8080", "management 8081");
        assertThat(pod().getTerminationGracePeriodSeconds()).isGreaterThan(5 + 25 + 10);
    }

    private static Settings.Source live(Settings settings) {
        return Objects.requireNonNull(settings.callbacks().sources().get("live"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void theServiceUnderstandsWhatThePodTellsIt() throws Exception {
        Map<String, String> environment =
                new HashMap<>(object(V1ConfigMap.class, "live-callbacks").getData());
        Map<String, String> secrets = object(V1Secret.class, "live-callbacks").getStringData();
        container().getEnv().forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        environment.replaceAll((name, value) -> {
            String file = value.replaceFirst("^/run/secrets/live-callbacks/", "");
            if (file.equals(value)) {
                return value;
            }
            assertThat(secrets).containsKey(file);
            try {
                return write(file, "a-" + file + "\n").toString();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        Settings settings = SettingsReader.read(Path.of(""), environment);
        assertThat(settings.management().host()).isEqualTo("0.0.0.0");
        assertThat(live(settings).keys()).containsExactly("a-callback-keys");
        assertThat(live(settings).token()).isEqualTo("a-callback-token");
        assertThat(settings.archive().accessKey()).isEqualTo("a-archive-access-key");
        assertThat(settings.archive().secretKey()).isEqualTo("a-archive-secret-key");
        Settings.MailLogin login = Objects.requireNonNull(settings.mail().login());
        assertThat(login.username()).isEqualTo("a-mail-username");
        assertThat(login.password()).isEqualTo("a-mail-password");
        assertThat(settings.management().password()).isEqualTo("a-management-password");
        assertThat(settings.files().recipients()).hasToString("/etc/live-callbacks/recipients.yaml");
        Recipients.parse(
                "recipients.yaml",
                Objects.requireNonNull(object(V1ConfigMap.class, "live-callbacks-recipients")
                        .getData()
                        .get("recipients.yaml")),
                language -> true);
    }

    @Test
    void withItsSecretsEmptyButTheKeyItStillStarts() throws Exception {
        Map<String, String> environment =
                new HashMap<>(object(V1ConfigMap.class, "live-callbacks").getData());
        Map<String, String> secrets = object(V1Secret.class, "live-callbacks").getStringData();
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            environment.put(
                    secret.getKey().toUpperCase(Locale.ROOT).replace('-', '_').replace("CALLBACK_", "CALLBACKS_LIVE_")
                            + "_FILE",
                    write(secret.getKey(), secret.getValue()).toString());
        }
        Settings settings = SettingsReader.read(Path.of(""), environment);
        assertThat(live(settings).keys()).containsExactly("change-me");
        assertThat(settings.archive().accessKey()).isNull();
        assertThat(settings.mail().login()).isNull();
    }

    @Test
    void systemdFindsNothingWrongWithTheUnitAndLittleExposed() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd here (systemd-analyze)");
        // The program has to be there, so it is the one of this project.
        String launcher =
                Path.of("packaging/bin/live-callbacks").toAbsolutePath().toString();
        assumeTrue(!launcher.contains(" "), "the project lies in a folder with a space");
        Path unit = write(
                "live-callbacks.service",
                Files.readString(UNIT).replace("/opt/live-callbacks/bin/live-callbacks", launcher));
        try (RunningProcess verify = RunningProcess.start(
                Map.of(), "systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit.toString())) {
            assertThat(verify.exitCode()).as(verify.output()).isZero();
            assertThat(verify.output()).isEmpty();
        }
        try (RunningProcess security = RunningProcess.start(
                Map.of(), "systemd-analyze", "security", "--offline=true", "--threshold=15", unit.toString())) {
            assertThat(security.exitCode()).as(security.output()).isZero();
        }
    }
}
