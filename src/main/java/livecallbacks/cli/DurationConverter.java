package livecallbacks.cli;

import java.time.Duration;
import livecallbacks.config.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line, written as in the configuration. */
final class DurationConverter implements ITypeConverter<Duration> {

    /** From a number and a unit: s, m, h or d. */
    @Override
    public Duration convert(String value) {
        return Durations.parse(value)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + value + "' is no duration; use a number and a unit: s, m, h or d, such as 15m"));
    }
}
