package livecallbacks.notify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import livecallbacks.event.CallbackEvent;

/**
 * Who is mailed about which stream: the routing tree of a {@code recipients.yaml}. It works as Prometheus
 * Alertmanager's does: children are asked first and the parent answers if none of them matches; the first match decides
 * unless it says {@code continue}.
 */
public final class Recipients {

    /** The longest file that is read, in bytes. */
    public static final int LONGEST_FILE = 1024 * 1024;

    /**
     * {@code default} answers for the event type that the product is made for; others are mailed when a route matches
     * them.
     */
    private static final int RECORDING = 100;

    private final List<Route> routes;
    private final List<Address> defaults;

    Recipients(List<Route> routes, List<Address> defaults) {
        this.routes = List.copyOf(routes);
        this.defaults = List.copyOf(defaults);
    }

    /**
     * Reads the text of a {@code recipients.yaml}.
     *
     * @param fileName how the file is called in the problems
     * @throws RecipientsException with all faults of the file, if there is any
     */
    public static Recipients parse(String fileName, String text) throws RecipientsException {
        return new RecipientsParser(fileName).parse(text);
    }

    /**
     * Who is mailed about this event: one entry per e-mail address, with the first rule that names it. May be empty.
     */
    public List<Addressee> addressees(CallbackEvent event) {
        List<Route> deciding = Route.deciding(routes, event);
        Map<String, Addressee> byEmail = new LinkedHashMap<>();
        if (deciding.isEmpty() && event.eventType() == RECORDING) {
            addAll(byEmail, defaults, "default");
        }
        for (Route route : deciding) {
            addAll(byEmail, route.addresses(), route.rule());
        }
        return List.copyOf(byEmail.values());
    }

    private static void addAll(Map<String, Addressee> byEmail, List<Address> addresses, String rule) {
        for (Address address : addresses) {
            byEmail.putIfAbsent(
                    address.email().toLowerCase(Locale.ROOT),
                    new Addressee(address.written(), address.email(), rule, MailSettings.DEFAULT));
        }
    }
}
