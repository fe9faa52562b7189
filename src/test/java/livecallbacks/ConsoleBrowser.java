package livecallbacks;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Asks the console of a service for pages, and posts its forms. */
final class ConsoleBrowser {

    private ConsoleBrowser() {}

    /** Headers are names and values by turns. */
    static HttpResponse<String> get(TestService service, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.managementUri(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return TestService.send(request);
    }

    /** A form from nowhere, unless the headers say from where. */
    static HttpResponse<String> post(TestService service, String path, String form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.managementUri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return TestService.send(request);
    }

    /** As a browser posts a form of the page itself. */
    static HttpResponse<String> submit(TestService service, String path, String form) {
        return post(service, path, form, "Origin", origin(service), "Sec-Fetch-Site", "same-origin");
    }

    static String origin(TestService service) {
        URI uri = service.managementUri("/");
        return "http://" + uri.getAuthority();
    }

    /** A value as it may stand in a query or a form. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
