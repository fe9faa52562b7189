package livecallbacks.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeakSecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test",
                "Dev",
                "key123",
                "changeme2026",
                "k7Gq2",
                "a8f3c19b0d2e47x",
                "aaaaaaaaaaaaaaaaaaaaaaaa",
                "abcabcabcabcabcabc",
                "t.e.s.t-11111111",
                "PASSWORD12345678"
            })
    void aSecretThatCanBeGuessedIsWeak(String secret) {
        assertThat(WeakSecrets.weakness(secret)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5f1c0e7bd2a94c6e", "Zk3vQ9xT2mLp8RwY", "9a4f6c1b7e3d5028a1c4e6b8d0f29375"})
    void aRandomSecretIsNot(String secret) {
        assertThat(WeakSecrets.weakness(secret)).isNull();
    }

    @Test
    void eachWeakOneIsNamedByItsPropertyAndNeverShown(@TempDir Path home) throws Exception {
        Settings settings = SettingsReader.read(
                home,
                new HashMap<>(Map.of(
                        "CALLBACKS_LIVE_KEYS", "5f1c0e7bd2a94c6e,hunter2",
                        "CALLBACKS_LIVE_TOKEN", "hunter3",
                        "CALLBACKS_OTHER_KEYS", "hunter4",
                        "MANAGEMENT_USERNAME", "ops",
                        "MANAGEMENT_PASSWORD", "hunter5",
                        "ARCHIVE_BUCKET", "bucket",
                        "ARCHIVE_REGION", "eu-central-1",
                        "MAIL_HOST", "smtp.example.com",
                        "MAIL_FROM", "live@example.com")));
        assertThat(WeakSecrets.warnings(settings))
                .hasSize(4)
                .noneMatch(warning -> warning.contains("hunter"))
                .allMatch(warning -> warning.contains("openssl rand -hex 16"))
                .extracting(warning -> warning.substring(0, warning.indexOf(": ")))
                .containsExactlyInAnyOrder(
                        "callbacks.live.keys (key 2)",
                        "callbacks.live.token",
                        "callbacks.other.keys",
                        "management.password");
    }
}
