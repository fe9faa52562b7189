package livecallbacks.check;

import java.nio.file.Path;
import java.util.List;
import livecallbacks.check.Finding.Area;
import livecallbacks.check.Finding.Level;
import livecallbacks.config.PropertyFault;
import livecallbacks.config.SettingsReader.Inspection;

/** The properties, as the reader of the settings sees them. */
final class PropertiesCheck implements AreaCheck {

    private static final String ENVIRONMENT = "environment";

    private final Path home;
    private final Inspection inspection;

    PropertiesCheck(Path home, Inspection inspection) {
        this.home = home;
        this.inspection = inspection;
    }

    @Override
    public Area area() {
        return Area.PROPERTIES;
    }

    @Override
    public List<Finding> findings() {
        Findings findings = new Findings(area());
        inspection.faults().forEach(fault -> add(findings, Level.FAULT, fault));
        inspection.warnings().forEach(warning -> add(findings, Level.WARNING, warning));
        CamelProperties.unknown(inspection.file())
                .forEach((key, remedy) -> findings.fault(
                        spot(inspection.place(key)),
                        key,
                        "is no property of Camel's, which does not start with it",
                        remedy));
        return findings.list();
    }

    private void add(Findings findings, Level level, PropertyFault fault) {
        String variable = fault.origin().variable();
        String key = variable != null ? variable : fault.key().isEmpty() ? null : fault.key();
        findings.split(
                level, spot(fault.origin()), key, fault.text(), "see application.properties, where each is explained");
    }

    private Spot spot(PropertyFault.Origin origin) {
        return origin.file() == null
                ? new Spot(ENVIRONMENT, null, null)
                : new Spot(Spot.shown(home, origin.file()), origin.line(), null);
    }
}
