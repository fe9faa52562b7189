package livecallbacks.check;

import java.time.Clock;
import java.util.List;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.config.Settings;
import livecallbacks.notify.smtp.SmtpTrial;
import livecallbacks.parts.Clients;
import org.jspecify.annotations.Nullable;

/**
 * The mail server: connects with TLS and login as they are set, looks at its certificate, and sends a mail if asked.
 */
final class MailCheck implements AreaCheck {

    private final Settings.Mail mail;
    private final Clock clock;
    private final @Nullable String to;

    /** @param to who gets a test mail; null for nobody */
    MailCheck(Settings.Mail mail, Clock clock, @Nullable String to) {
        this.mail = mail;
        this.clock = clock;
        this.to = to;
    }

    @Override
    public Area area() {
        return Area.MAIL;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        String server = mail.host() + ":" + mail.port();
        try {
            SmtpTrial.Outcome outcome = new SmtpTrial(Clients.smtp(mail), clock).run(mail.from(), to);
            boolean expired =
                    outcome.certificate() != null && !outcome.certificate().isAfter(clock.instant());
            if (outcome.certificate() != null) {
                CertificatesCheck.judge(
                        findings, "mail.host", "the certificate of " + server, outcome.certificate(), clock);
            }
            if (outcome.connected()) {
                findings.note(server + " takes the connection" + security() + login());
            } else if (!expired) {
                findings.split(
                        Level.FAULT,
                        Spot.NOWHERE,
                        "mail.host",
                        "no connection to " + server + ": " + outcome.fault(),
                        "check mail.host, mail.port and mail.security, and what stands in between");
            }
            if (outcome.sent()) {
                findings.note("a test mail to " + to + " was taken by " + server);
            } else if (outcome.connected() && to != null) {
                findings.fault(
                        Spot.NOWHERE,
                        "mail.from",
                        server + " did not take a mail to " + to + ": " + outcome.fault(),
                        "check mail.from, and whether this login may send as it");
            }
        } catch (IllegalArgumentException e) {
            findings.split(
                    Level.FAULT,
                    Spot.NOWHERE,
                    "mail.ca-file",
                    String.valueOf(e.getMessage()).replaceFirst("^mail\\.ca-file: ", ""),
                    null);
        }
        return findings.list();
    }

    private String security() {
        return switch (mail.security()) {
            case STARTTLS -> ", STARTTLS";
            case TLS -> ", TLS";
            case NONE -> " (in the clear)";
        };
    }

    private String login() {
        return mail.login() == null ? "" : " and the login";
    }
}
