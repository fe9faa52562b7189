package livecallbacks.check;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import livecallbacks.check.Finding.Area;
import livecallbacks.config.ConfigurationException;
import livecallbacks.config.Settings;
import livecallbacks.parts.Clients;
import livecallbacks.receive.http.Certificates;

/** The certificate that callbacks are taken with: whether it can be used, and for how long. */
final class CertificatesCheck implements AreaCheck {

    /** From here on it is time to renew it; those who issue for 90 days renew a month before the end. */
    static final long DAYS_TO_RENEW = 30;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Settings.Http http;
    private final Clock clock;

    CertificatesCheck(Settings.Http http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public Area area() {
        return Area.CERTIFICATES;
    }

    @Override
    public List<Finding> findings() throws GeneralSecurityException {
        Findings findings = new Findings(area());
        Settings.Tls tls = http.tls();
        if (tls != null) {
            String key = tls.keystore() == null ? "http.tls.certificate" : "http.tls.keystore";
            try {
                Certificates certificates = Clients.certificates(tls);
                if (certificates != null) {
                    judge(findings, key, "the certificate of callbacks", certificates.notAfter(), clock);
                }
            } catch (ConfigurationException e) {
                findings.split(
                        Finding.Level.FAULT,
                        Spot.NOWHERE,
                        key,
                        e.problems().get(0).replaceFirst("^http\\.tls: ", ""),
                        null);
            }
        }
        return findings.list();
    }

    /** Says how many days a certificate has left: a fault if none, a warning if few. */
    static void judge(Findings findings, String key, String what, Instant notAfter, Clock clock) {
        long days = Duration.between(clock.instant(), notAfter).toDays();
        String end = DAY.format(notAfter);
        if (!notAfter.isAfter(clock.instant())) {
            findings.fault(Spot.NOWHERE, key, what + " has expired on " + end, "renew it");
        } else if (days < DAYS_TO_RENEW) {
            findings.warning(Spot.NOWHERE, key, what + " expires in " + days + " days, on " + end, "renew it");
        } else {
            findings.note(what + " has " + days + " days left, until " + end);
        }
    }
}
