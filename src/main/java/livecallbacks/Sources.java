package livecallbacks;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import livecallbacks.config.Settings;
import livecallbacks.receive.AddressRanges;
import livecallbacks.receive.CallbackKey;
import livecallbacks.receive.Source;
import livecallbacks.receive.UnsignedPolicy;

/** The sources as the receive room has them, made of the settings. */
public final class Sources {

    private Sources() {}

    /** All configured sources by name. */
    public static Map<String, Source> of(Settings.Callbacks callbacks) {
        return callbacks.sources().entrySet().stream()
                .map(entry -> source(entry.getKey(), entry.getValue()))
                .collect(Collectors.toUnmodifiableMap(Source::name, Function.identity()));
    }

    private static Source source(String name, Settings.Source source) {
        List<CallbackKey> keys = source.keys().stream().map(CallbackKey::new).toList();
        return new Source(name, keys, source.token(), policy(source.unsigned()), AddressRanges.of(source.allowFrom()));
    }

    private static UnsignedPolicy policy(Settings.Unsigned unsigned) {
        if (unsigned.all()) {
            return new UnsignedPolicy.Allow();
        }
        return unsigned.eventTypes().isEmpty()
                ? new UnsignedPolicy.Reject()
                : new UnsignedPolicy.Only(unsigned.eventTypes());
    }
}
