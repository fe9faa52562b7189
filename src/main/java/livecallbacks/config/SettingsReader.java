package livecallbacks.config;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns properties into settings; finds every fault before it gives up, and names each by its key. */
public final class SettingsReader {

    static final Set<String> KEYS = Set.of(
            "http.host",
            "http.port",
            "http.max-body",
            "http.max-bodies",
            "http.max-url",
            "http.max-header",
            "http.max-headers",
            "http.max-connections",
            "http.max-connections-per-address",
            "http.max-requests",
            "http.keep-alive-requests",
            "http.idle-timeout",
            "http.header-timeout",
            "http.body-timeout",
            "http.tls.certificate",
            "http.tls.key",
            "http.tls.keystore",
            "http.tls.keystore-password",
            "http.tls.client-ca",
            "http.trusted-proxies",
            "http.proxy-protocol",
            "management.host",
            "management.port",
            "management.username",
            "management.password",
            "traces.endpoint",
            "callbacks.grace",
            "callbacks.max-ahead",
            "quarantine.max-count",
            "quarantine.max-bytes",
            "archive.bucket",
            "archive.region",
            "archive.endpoint",
            "archive.path-style",
            "archive.access-key",
            "archive.secret-key",
            "archive.create-only",
            "archive.checksums",
            "mail.host",
            "mail.port",
            "mail.security",
            "mail.ca-file",
            "mail.username",
            "mail.password",
            "mail.auth",
            "mail.from",
            "mail.reply-to",
            "mail.connections",
            "mail.max-per-second",
            "mail.connect-timeout",
            "mail.timeout",
            "broker.url",
            "broker.username",
            "broker.password",
            "data.dir",
            "data.min-free",
            "recipients.file");

    static final Set<String> SOURCE_KEYS = Set.of(
            "callbacks.<source>.keys",
            "callbacks.<source>.token",
            "callbacks.<source>.unsigned",
            "callbacks.<source>.allow-from");

    /** Keys that start with one of these are ours; all others are Camel's or belong to the team's own routes. */
    private static final Set<String> PREFIXES =
            KEYS.stream().map(key -> key.substring(0, key.indexOf('.') + 1)).collect(Collectors.toUnmodifiableSet());

    private static final Pattern SOURCE_NAME = Pattern.compile("[a-z][a-z0-9]*");
    /** Not . or .. alone: in a path they are steps, not names. */
    private static final Pattern TOKEN = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,128}");

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");
    /** Artemis' own protocol; AMQP 1.0; several brokers in parentheses; options behind a question mark. */
    private static final Pattern BROKER_URL = Pattern.compile(
            "(?:\\(?tcp|(?:failover:\\()?amqps?)://(?:[^\\s:/,?#()@]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}\\b.*");

    private static final Pattern RANGE = Pattern.compile("([0-9A-Fa-f:.]{2,45})(?:/([0-9]{1,3}))?");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern ADDRESS = Pattern.compile("[^\\p{Cntrl}]*[^\\s\\p{Cntrl}]+@[^\\s\\p{Cntrl}]+");

    private final Properties properties;
    private final Path home;

    private SettingsReader(Properties properties, Path home) {
        this.properties = properties;
        this.home = home;
    }

    /**
     * Reads the configuration.
     *
     * @param home the folder of application.properties, routes/ and templates/; relative paths start there
     * @param environment the environment variables
     * @throws ConfigurationException with one line for each missing or wrong property
     */
    public static Settings read(Path home, Map<String, String> environment) throws ConfigurationException {
        // Before anything is read, so that no change goes unnoticed.
        CallbackFiles callbackFiles = new CallbackFiles(home, environment);
        SettingsReader reader = reader(home, environment);
        Settings settings = reader.settings(callbackFiles, environment);
        reader.properties.check();
        return settings;
    }

    /**
     * Reads the configuration as {@link #read} does, and goes on whatever is wrong with it.
     *
     * @param home the folder of application.properties, routes/ and templates/; relative paths start there
     * @param environment the environment variables
     */
    public static Inspection inspect(Path home, Map<String, String> environment) {
        Path base = home.toAbsolutePath().normalize();
        SettingsReader reader =
                new SettingsReader(Properties.inspect(base.resolve("application.properties"), environment), base);
        Settings settings = reader.settings(new CallbackFiles(home, environment), environment);
        List<PropertyFault> warnings = new ArrayList<>(reader.properties.warnings());
        warnings.addAll(reader.misspeltVariables());
        WeakSecrets.of(settings)
                .forEach(weak -> warnings.add(reader.properties.fault(weak.property(), weak.withoutProperty())));
        settings.callbacks()
                .openSources()
                .forEach(name -> warnings.add(reader.properties.fault(
                        "callbacks." + name + ".unsigned", "is allow, so " + Settings.Callbacks.OPEN)));
        return new Inspection(
                settings,
                reader.properties.values(),
                reader.properties.faults(),
                List.copyOf(warnings),
                reader.properties::origin);
    }

    /**
     * All that is to be said of a configuration.
     *
     * @param settings with what holds by default where a property is missing or wrong; where one is required, with an
     *     empty text
     * @param file every property of application.properties, those of Camel and of the team's own routes included
     * @param faults why the service would not start
     * @param warnings what is hardly meant, or weak
     * @param places see {@link #place}
     */
    public record Inspection(
            Settings settings,
            Map<String, String> file,
            List<PropertyFault> faults,
            List<PropertyFault> warnings,
            Function<String, PropertyFault.Origin> places) {

        /** Where the value of a property comes from, or would have to stand. */
        public PropertyFault.Origin place(String key) {
            return places.apply(key);
        }

        /** Whether a property whose name begins so has a fault. */
        public boolean isFaulty(String prefix) {
            return faults.stream()
                    .anyMatch(fault -> fault.key().isEmpty()
                            || fault.key().startsWith(prefix)
                            || fault.key().startsWith(Properties.variable(prefix)));
        }

        /** Without the values, because secrets are among them. */
        @Override
        public String toString() {
            return "Inspection[" + faults.size() + " faults]";
        }
    }

    private Settings settings(CallbackFiles callbackFiles, Map<String, String> environment) {
        Settings.Http http = http();
        Settings settings = new Settings(
                http,
                management(http.port()),
                traces(),
                callbacks(),
                callbackFiles,
                quarantine(),
                archive(),
                mail(),
                broker(),
                new Settings.Files(
                        home.resolve("application.properties"),
                        path("data.dir", "data"),
                        path("recipients.file", "recipients.yaml"),
                        home.resolve("routes"),
                        home.resolve("templates")),
                new Settings.Origin(home, environment));
        refuseUnknownKeys();
        return settings;
    }

    /** Variables of others can begin as ours do (HTTP_PROXY), so only what nearly is one of ours is told. */
    private List<PropertyFault> misspeltVariables() {
        Stream<String> sources = Stream.concat(Stream.of("live"), properties.sourceNames().stream());
        Set<String> known = Stream.concat(KEYS.stream(), sources.flatMap(SettingsReader::keysOf))
                .map(Properties::variable)
                .flatMap(variable -> Stream.of(variable, variable + "_FILE"))
                .collect(Collectors.toUnmodifiableSet());
        return properties.variables().stream()
                .filter(variable -> !known.contains(variable))
                .filter(variable ->
                        PREFIXES.stream().anyMatch(prefix -> variable.startsWith(Properties.variable(prefix))))
                .sorted()
                .flatMap(variable -> NearMisses.of(variable, known).stream()
                        .map(meant -> properties.fault(
                                variable, "is no variable of ours and has no effect; was " + meant + " meant?")))
                .toList();
    }

    private static Stream<String> keysOf(String source) {
        return SOURCE_KEYS.stream().map(key -> key.replace("<source>", source));
    }

    /**
     * The first key of a source, for signing a sample; reads nothing else of the configuration.
     *
     * @throws ConfigurationException if application.properties cannot be read, or the secret it refers to
     */
    public static Optional<String> firstKey(Path home, Map<String, String> environment, String source)
            throws ConfigurationException {
        SettingsReader reader = reader(home, environment);
        List<String> keys = reader.secrets("callbacks." + source + ".keys");
        reader.properties.check();
        return keys.stream().findFirst();
    }

    /**
     * The data directory, absolute; reads nothing else of the configuration.
     *
     * @throws ConfigurationException if application.properties cannot be read
     */
    public static Path dataDirectory(Path home, Map<String, String> environment) throws ConfigurationException {
        return reader(home, environment).path("data.dir", "data");
    }

    /**
     * Where {@code recipients.yaml} is, absolute; reads nothing else of the configuration.
     *
     * @throws ConfigurationException if application.properties cannot be read
     */
    public static Path recipients(Path home, Map<String, String> environment) throws ConfigurationException {
        return reader(home, environment).path("recipients.file", "recipients.yaml");
    }

    /**
     * What mails come from, if it is set; reads nothing else of the configuration.
     *
     * @throws ConfigurationException if application.properties cannot be read
     */
    public static Optional<String> mailFrom(Path home, Map<String, String> environment) throws ConfigurationException {
        return reader(home, environment).properties.get("mail.from");
    }

    /**
     * The sources with their keys, and the bounds of time; reads nothing else of the configuration.
     *
     * @throws ConfigurationException with one line for each missing or wrong property of theirs
     */
    public static Settings.Callbacks callbacks(Path home, Map<String, String> environment)
            throws ConfigurationException {
        SettingsReader reader = reader(home, environment);
        Settings.Callbacks callbacks = reader.callbacks();
        reader.properties.check();
        return callbacks;
    }

    /**
     * How the broker is reached; reads nothing else of the configuration.
     *
     * @throws ConfigurationException with one line for each wrong property of the broker
     */
    public static Settings.Broker broker(Path home, Map<String, String> environment) throws ConfigurationException {
        SettingsReader reader = reader(home, environment);
        Settings.Broker broker = reader.broker();
        reader.properties.check();
        return broker;
    }

    /**
     * Where the archive is; reads nothing else of the configuration.
     *
     * @throws ConfigurationException with one line for each missing or wrong property of the archive
     */
    public static Settings.Archive archive(Path home, Map<String, String> environment) throws ConfigurationException {
        SettingsReader reader = reader(home, environment);
        Settings.Archive archive = reader.archive();
        reader.properties.check();
        return archive;
    }

    private static SettingsReader reader(Path home, Map<String, String> environment) throws ConfigurationException {
        Path base = home.toAbsolutePath().normalize();
        return new SettingsReader(Properties.read(base.resolve("application.properties"), environment), base);
    }

    private Settings.Http http() {
        List<String> proxies = ranges("http.trusted-proxies");
        boolean proxyProtocol = bool("http.proxy-protocol", false);
        if (proxyProtocol && list("http.trusted-proxies").isEmpty()) {
            properties.problem(
                    "http.trusted-proxies",
                    "is missing; with http.proxy-protocol=true only these may connect, so give the addresses of the"
                            + " proxy, such as 10.0.0.0/8");
        }
        return new Settings.Http(
                text("http.host", "0.0.0.0"),
                number("http.port", 8080, 0, 65535),
                httpLimits(),
                proxies,
                proxyProtocol,
                tls());
    }

    private Settings.HttpLimits httpLimits() {
        int maxBody = number("http.max-body", 262_144, 1024, 16_777_216);
        long maxBodies = number("http.max-bodies", 33_554_432L, 1024, 1_099_511_627_776L);
        if (maxBodies < maxBody) {
            properties.problem("http.max-bodies", "is less than http.max-body; let it hold several bodies");
        }
        return new Settings.HttpLimits(
                maxBody,
                maxBodies,
                number("http.max-url", 4096, 64, 65_536),
                number("http.max-header", 8192, 256, 262_144),
                number("http.max-headers", 64, 4, 1000),
                number("http.max-connections", 1000, 1, 1_000_000),
                number("http.max-connections-per-address", 200, 1, 1_000_000),
                number("http.max-requests", 256, 1, 100_000),
                number("http.keep-alive-requests", 1000, 1, 1_000_000_000),
                timeout("http.idle-timeout", Duration.ofSeconds(60)),
                timeout("http.header-timeout", Duration.ofSeconds(10)),
                timeout("http.body-timeout", Duration.ofSeconds(10)));
    }

    private Settings.@Nullable Tls tls() {
        Path certificate = file("http.tls.certificate");
        Path key = file("http.tls.key");
        Path keystore = file("http.tls.keystore");
        Path clientCa = file("http.tls.client-ca");
        if ((certificate == null) != (key == null)) {
            properties.problem(
                    certificate == null ? "http.tls.certificate" : "http.tls.key",
                    "is missing; give both http.tls.certificate and http.tls.key, or neither");
        }
        if (keystore != null && (certificate != null || key != null)) {
            properties.problem(
                    "http.tls.keystore",
                    "is given together with http.tls.certificate and http.tls.key; give one or the other");
        }
        if (certificate == null && keystore == null) {
            if (clientCa != null) {
                properties.problem(
                        "http.tls.client-ca",
                        "has no meaning without TLS; give http.tls.certificate and http.tls.key as well");
            }
            return null;
        }
        return new Settings.Tls(
                certificate,
                key,
                keystore,
                properties.secret("http.tls.keystore-password").orElse(null),
                clientCa);
    }

    private @Nullable Path file(String key) {
        Optional<String> value = properties.get(key);
        if (value.isEmpty()) {
            return null;
        }
        Path file = home.resolve(value.get()).normalize();
        if (!Files.isReadable(file)) {
            properties.problem(key, "is " + file + ", which cannot be read; name a readable file");
        }
        return file;
    }

    private List<String> ranges(String key) {
        List<String> ranges = list(key);
        for (String range : ranges) {
            if (!isRange(range)) {
                properties.problem(
                        key,
                        "holds '" + range + "'; use addresses and ranges such as 203.0.113.7, 10.0.0.0/8 or"
                                + " 2001:db8::/32");
            }
        }
        return ranges;
    }

    private static boolean isRange(String range) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            return false;
        }
        boolean four = NetUtil.isValidIpV4Address(matcher.group(1));
        int most = four ? 32 : 128;
        return (four || NetUtil.isValidIpV6Address(matcher.group(1)))
                && (matcher.group(2) == null || Integer.parseInt(matcher.group(2)) <= most);
    }

    private Settings.Management management(int httpPort) {
        int port = number("management.port", 8081, 0, 65535);
        if (port == httpPort && port != 0) {
            properties.problem(
                    "management.port", "is that of http.port as well; use another one, which the world cannot reach");
        }
        String host = text("management.host", "127.0.0.1");
        String username = properties.secret("management.username").orElse(null);
        String password = properties.secret("management.password").orElse(null);
        if ((username == null) != (password == null)) {
            properties.problem(
                    username == null ? "management.username" : "management.password",
                    "is missing; give both management.username and management.password, or neither");
        } else if (password == null && !isLoopback(host)) {
            properties.problem(
                    "management.password",
                    "is missing, and management.host lets other machines in; give management.username and"
                            + " management.password, or use management.host=127.0.0.1");
        } else if (username != null && username.contains(":")) {
            properties.problem("management.username", "holds a colon, which a login over HTTP cannot; leave it out");
        }
        return new Settings.Management(host, port, username, password);
    }

    private @Nullable URI traces() {
        Optional<String> endpoint = properties.get("traces.endpoint");
        if (endpoint.isEmpty()) {
            return null;
        }
        try {
            URI uri = new URI(endpoint.get());
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, as for a URL of another kind.
        }
        properties.problem(
                "traces.endpoint",
                "is '" + endpoint.get() + "'; use the collector's URL, such as http://collector:4318");
        return null;
    }

    /** Judged by the name alone: what a look-up answers can change, and the port must not open then. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private Duration timeout(String key, Duration fallback) {
        Duration timeout = duration(key, fallback);
        if (timeout.isZero() || timeout.compareTo(Duration.ofDays(1)) > 0) {
            properties.problem(key, "is no time-out; use at least 1ms and at most 1d, such as 10s");
        }
        return timeout;
    }

    private Settings.Callbacks callbacks() {
        Map<String, Settings.Source> sources = new LinkedHashMap<>();
        Collection<String> names = properties.sourceNames();
        for (String name : names) {
            if (SOURCE_NAME.matcher(name).matches()) {
                sources.put(name, source("callbacks." + name));
            } else {
                properties.problem(
                        "callbacks." + name,
                        "is no name for a source; use small letters and digits, a letter first, such as"
                                + " callbacks.live.keys");
            }
        }
        if (names.isEmpty()) {
            properties.problem(
                    "callbacks.live.keys",
                    "is missing; give the callback key of the sender's callback template, or several separated by"
                            + " commas");
        }
        return new Settings.Callbacks(
                sources,
                duration("callbacks.grace", Duration.ofMinutes(15)),
                duration("callbacks.max-ahead", Duration.ofMinutes(20)));
    }

    /** The least number of bytes is the largest callback that is kept. */
    private Settings.Quarantine quarantine() {
        return new Settings.Quarantine(
                number("quarantine.max-count", 50_000, 0, 10_000_000),
                number("quarantine.max-bytes", 104_857_600L, 65_536, 1_099_511_627_776L));
    }

    private Settings.Source source(String prefix) {
        List<String> keys = secrets(prefix + ".keys");
        for (String key : keys) {
            if (key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                properties.problem(
                        prefix + ".keys",
                        "holds a key with a space or a character that is not ASCII; the sender allows up to 32 letters"
                                + " and digits; several keys are separated by commas");
            }
        }
        String token = properties.secret(prefix + ".token").orElse(null);
        if (token != null && !TOKEN.matcher(token).matches()) {
            properties.problem(
                    prefix + ".token",
                    "has a character that does not belong in a path; use up to 128 letters, digits and . _ ~ -");
        }
        Settings.Unsigned unsigned = unsigned(prefix + ".unsigned");
        if (keys.isEmpty() && !unsigned.all() && unsigned.eventTypes().isEmpty()) {
            properties.problem(
                    prefix + ".keys",
                    "is missing; give the callback key of the sender's callback template (several separated by commas),"
                            + " or set " + prefix + ".unsigned=allow if the template has none");
        }
        return new Settings.Source(keys, token, unsigned, ranges(prefix + ".allow-from"));
    }

    private Settings.Unsigned unsigned(String key) {
        String value = text(key, "reject").toLowerCase(Locale.ROOT);
        if (value.equals("reject")) {
            return new Settings.Unsigned(false, Set.of());
        }
        if (value.equals("allow")) {
            return new Settings.Unsigned(true, Set.of());
        }
        Set<Integer> types = new LinkedHashSet<>();
        for (String type : list(key)) {
            if (INTEGER.matcher(type).matches() && Long.parseLong(type) == (int) Long.parseLong(type)) {
                types.add(Integer.parseInt(type));
            } else {
                properties.problem(
                        key, "is '" + type + "'; use reject, allow, or a list of event types such as 314,328");
            }
        }
        return new Settings.Unsigned(false, types);
    }

    private Settings.Archive archive() {
        URI endpoint = endpoint();
        String accessKey = properties.secret("archive.access-key").orElse(null);
        String secretKey = properties.secret("archive.secret-key").orElse(null);
        if ((accessKey == null) != (secretKey == null)) {
            properties.problem(
                    accessKey == null ? "archive.access-key" : "archive.secret-key",
                    "is missing; give both archive.access-key and archive.secret-key, or neither to use the credentials"
                            + " of the machine");
        }
        String region = properties.get("archive.region").orElse(null);
        if (region == null) {
            if (properties.get("archive.endpoint").isEmpty()) {
                properties.problem(
                        "archive.region",
                        "is missing; give the region of the bucket, such as eu-central-1, or archive.endpoint for a"
                                + " store other than AWS");
            }
            region = "us-east-1";
        } else if (!REGION.matcher(region).matches()) {
            properties.problem("archive.region", "is no region; it reads like eu-central-1");
        }
        String bucket = required("archive.bucket", "give the name of the bucket that keeps the callbacks");
        if (!bucket.isEmpty() && !BUCKET.matcher(bucket).matches()) {
            properties.problem(
                    "archive.bucket",
                    "is no name of a bucket; give the bucket's name alone, which has letters, digits and . _ -");
        }
        String checksums = oneOf("archive.checksums", "auto", "auto", "when-supported", "when-required");
        return new Settings.Archive(
                bucket,
                region,
                endpoint,
                bool("archive.path-style", false),
                accessKey,
                secretKey,
                oneOf("archive.create-only", "if-none-match", "if-none-match", "cos", "none"),
                checksums.equals("when-supported") || (checksums.equals("auto") && endpoint == null));
    }

    private @Nullable URI endpoint() {
        Optional<String> value = properties.get("archive.endpoint");
        if (value.isEmpty()) {
            return null;
        }
        try {
            URI uri = new URI(value.get());
            String scheme = String.valueOf(uri.getScheme());
            if (uri.getHost() != null
                    && (scheme.equals("https") || scheme.equals("http"))
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, in the same words as for a URI of another kind.
        }
        properties.problem(
                "archive.endpoint",
                "is no http or https URL; it reads like https://cos.ap-guangzhou.myqcloud.com or"
                        + " http://127.0.0.1:9000");
        return null;
    }

    private Settings.Mail mail() {
        String from = required("mail.from", "give the address that mails come from, such as live@example.com");
        if (!from.isEmpty()) {
            checkAddress("mail.from", from);
        }
        String replyTo = properties.get("mail.reply-to").orElse(null);
        if (replyTo != null) {
            checkAddress("mail.reply-to", replyTo);
        }
        String host = required("mail.host", "give the name of the mail server (SMTP)");
        if (!host.isEmpty() && !HOST.matcher(host).matches()) {
            properties.problem(
                    "mail.host", "is no name of a host; it reads like smtp.example.com, and the port is mail.port");
        }
        String security = oneOf("mail.security", "starttls", "starttls", "tls", "none");
        return new Settings.Mail(
                host,
                number("mail.port", 587, 1, 65535),
                Settings.MailSecurity.valueOf(security.toUpperCase(Locale.ROOT)),
                mailLogin(),
                properties.get("mail.ca-file").map(home::resolve).orElse(null),
                timeout("mail.connect-timeout", Duration.ofSeconds(10)),
                timeout("mail.timeout", Duration.ofSeconds(60)),
                number("mail.connections", 4, 1, 100),
                number("mail.max-per-second", 0, 0, 10_000),
                from,
                replyTo);
    }

    private Settings.@Nullable MailLogin mailLogin() {
        String auth = oneOf("mail.auth", "auto", "auto", "plain", "login", "xoauth2");
        String username = properties.secret("mail.username").orElse(null);
        String password = properties.secret("mail.password").orElse(null);
        if ((username == null) != (password == null)) {
            properties.problem(
                    username == null ? "mail.username" : "mail.password",
                    "is missing; give both mail.username and mail.password, or neither");
        }
        return username == null || password == null
                ? null
                : new Settings.MailLogin(
                        Settings.MailAuth.valueOf(auth.toUpperCase(Locale.ROOT)),
                        username,
                        password,
                        properties.fileOf("mail.password").map(Path::of).orElse(null));
    }

    private void checkAddress(String key, String address) {
        if (!ADDRESS.matcher(address.replace(">", "")).matches()) {
            properties.problem(key, "is no mail address; it reads like live@example.com");
        }
    }

    private Settings.Broker broker() {
        String url = properties.secret("broker.url").orElse("embedded");
        if (!url.equals("embedded") && !BROKER_URL.matcher(url).matches()) {
            properties.problem(
                    "broker.url",
                    "is neither 'embedded' nor the URL of an Artemis broker, which reads like tcp://broker:61616, or of"
                            + " a broker that speaks AMQP 1.0, which reads like amqp://broker:5672");
        }
        return new Settings.Broker(
                url.equals("embedded") ? null : url,
                properties.secret("broker.username").orElse(null),
                properties.secret("broker.password").orElse(null),
                number("data.min-free", 33_554_432, 0, Integer.MAX_VALUE));
    }

    private void refuseUnknownKeys() {
        for (String key : properties.keys()) {
            String prefix = key.substring(0, key.indexOf('.') + 1);
            if (PREFIXES.contains(prefix)
                    && !KEYS.contains(key)
                    && !key.matches("callbacks\\.[^.]+\\.(keys|token|unsigned|allow-from)")) {
                String known = Stream.concat(KEYS.stream(), SOURCE_KEYS.stream())
                        .filter(candidate -> candidate.startsWith(prefix))
                        .sorted()
                        .collect(Collectors.joining(", "));
                String meant = NearMisses.of(
                                key,
                                Stream.concat(
                                                KEYS.stream(),
                                                keysOf(key.replaceFirst("^callbacks\\.([^.]+)\\..*", "$1")))
                                        .toList())
                        .map(name -> "did you mean " + name + "? ")
                        .orElse("");
                properties.problem(key, "is no property; " + meant + "there are " + known);
            }
        }
    }

    private String required(String key, String remedy) {
        Optional<String> value = properties.get(key);
        if (value.isEmpty()) {
            properties.problem(key, "is missing; " + remedy);
        }
        return value.orElse("");
    }

    private String text(String key, String fallback) {
        return properties.get(key).orElse(fallback);
    }

    private Path path(String key, String fallback) {
        return home.resolve(text(key, fallback)).normalize();
    }

    private List<String> list(String key) {
        return separated(text(key, ""));
    }

    private List<String> secrets(String key) {
        return separated(properties.secret(key).orElse(""));
    }

    private static List<String> separated(String text) {
        List<String> values = new ArrayList<>();
        for (String value : text.split(",", -1)) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }

    private String oneOf(String key, String fallback, String... allowed) {
        String value = text(key, fallback).toLowerCase(Locale.ROOT);
        if (List.of(allowed).contains(value)) {
            return value;
        }
        properties.problem(key, "is '" + value + "'; use one of " + String.join(", ", allowed));
        return fallback;
    }

    private boolean bool(String key, boolean fallback) {
        return Boolean.parseBoolean(oneOf(key, Boolean.toString(fallback), "true", "false"));
    }

    private int number(String key, int fallback, int least, int most) {
        return (int) number(key, (long) fallback, least, most);
    }

    private long number(String key, long fallback, long least, long most) {
        String value = text(key, Long.toString(fallback));
        if (INTEGER.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        properties.problem(key, "is '" + value + "'; use a whole number from " + least + " to " + most);
        return fallback;
    }

    private Duration duration(String key, Duration fallback) {
        Optional<String> value = properties.get(key);
        if (value.isEmpty()) {
            return fallback;
        }
        Optional<Duration> duration = Durations.parse(value.get());
        if (duration.isEmpty()) {
            properties.problem(key, "is '" + value.get() + "'; use a number and a unit: ms, s, m, h or d, such as 15m");
        }
        return duration.orElse(fallback);
    }
}
