package livecallbacks.management;

import java.time.Instant;

/**
 * That what a route sends to is away, so that messages wait.
 *
 * @param route its id
 * @param since when that was found out
 * @param failure the last one; its text may name people, and is not for logs
 */
public record Away(String route, Instant since, Exception failure) {}
