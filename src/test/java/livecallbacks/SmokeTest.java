package livecallbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTest {
    @TempDir
    Path data;

    @Test
    void works() throws Exception {
        try (TestService s = TestService.start(data, Clock.systemUTC(), Map.of())) {
            String body = Signer.signed(
                    "{\"event_type\":100,\"stream_id\":\"a/b\",\"end_time\":1545049971}",
                    "test",
                    Clock.systemUTC().instant().getEpochSecond() + 600);
            var r = s.post(body);
            System.out.println(r.statusCode() + " " + r.body() + r.headers().map());
            assertThat(r.statusCode()).isEqualTo(200);
            await().until(() -> s.keys().size() == 1);
            System.out.println(
                    s.keys() + " " + s.object(s.keys().get(0)).response().metadata()
                            + s.object(s.keys().get(0)).asUtf8String());
            for (String p :
                    new String[] {"/x", "/callbacks", "/callbacks/live/", "/callbacks/foo", "/callbacks/live/tok"}) {
                var q = s.post(p, new byte[] {123, 125});
                System.out.println(p + " " + q.statusCode() + q.body());
            }
            var q = s.post("/callbacks/live", new byte[300000]);
            System.out.println(q.statusCode() + q.body());
            var g = TestService.send(java.net.http.HttpRequest.newBuilder(s.uri("/callbacks/live")));
            System.out.println(g.statusCode() + g.body() + g.headers().map());
            g = TestService.send(java.net.http.HttpRequest.newBuilder(s.managementUri("/observe/health")));
            System.out.println(g.statusCode() + g.body());
            g = TestService.send(java.net.http.HttpRequest.newBuilder(s.managementUri("/observe/metrics")));
            System.out.println(g.statusCode() + " "
                    + g.body().lines().filter(l -> l.contains("livecallbacks")).toList());
        }
    }
}
