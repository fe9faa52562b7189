package livecallbacks.notify.recipients;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One setting as it stands in the file: for all, at a receiver or at a route.
 *
 * @param key {@code language}, {@code timezone}, {@code digest} or {@code quiet}
 * @param value as written
 * @param change puts it into settings
 */
record SettingLine(String key, String value, UnaryOperator<MailSettings> change) {

    /** The built-in settings with all of these put into them, later ones over earlier ones. */
    static MailSettings all(List<SettingLine> lines) {
        MailSettings settings = MailSettings.DEFAULT;
        for (SettingLine line : lines) {
            settings = line.change.apply(settings);
        }
        return settings;
    }
}
