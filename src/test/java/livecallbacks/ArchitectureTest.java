package livecallbacks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import livecallbacks.notify.smtp.MailSenders;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Policy;

/** The plan of the house: which room may know which, and what stays outside of all of them. */
@AnalyzeClasses(packages = "livecallbacks", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final List<String> ROOMS = List.of("receive", "archive", "notify");

    private static final String[] ROOM_PACKAGES =
            ROOMS.stream().map(room -> "livecallbacks." + room + "..").toArray(String[]::new);

    private static final String CLI = "livecallbacks.cli..";
    private static final String DEV = "livecallbacks.dev..";
    private static final String MANAGEMENT = "livecallbacks.management..";
    private static final String CHECK = "livecallbacks.check..";
    private static final String OPERATE = "livecallbacks.operate..";
    private static final String CONSOLE = "livecallbacks.console..";
    private static final String PARTS = "livecallbacks.parts..";

    @ArchTest
    static final ArchRule onlyWhatPutsTheServiceTogetherKnowsMoreThanOneRoom = classes()
            .that(resideOutsideOfPackages("livecallbacks", PARTS, CLI, DEV, OPERATE))
            .should(knowAtMostOneRoom())
            .because(
                    "a room has to be understood, tested and changed without the others; what they share is the event");

    @ArchTest
    static final ArchRule theEventKnowsNoneOfUs = noClasses()
            .that()
            .resideInAPackage("livecallbacks.event..")
            .should()
            .dependOnClassesThat(othersOfOurs("event"));

    @ArchTest
    static final ArchRule theSettingsKnowNoneOfUs = noClasses()
            .that()
            .resideInAPackage("livecallbacks.config..")
            .should()
            .dependOnClassesThat(othersOfOurs("config"));

    @ArchTest
    static final ArchRule theBrokerKnowsNoneOfUs = noClasses()
            .that()
            .resideInAPackage("livecallbacks.broker..")
            .should()
            .dependOnClassesThat(othersOfOurs("broker"));

    @ArchTest
    static final ArchRule theManagementPortKnowsNoRoom = noClasses()
            .that()
            .resideInAPackage(MANAGEMENT)
            .should()
            .dependOnClassesThat(resideInAPackage("livecallbacks..")
                    .and(not(resideInAnyPackage(MANAGEMENT, "livecallbacks.broker..", "livecallbacks.config.."))))
            .because("what a health check says of a room is handed to it as a plain value");

    @ArchTest
    static final ArchRule roomsAreHandedPlainValuesAndNotTheSettings = noClasses()
            .that(resideInAnyPackage(ROOM_PACKAGES))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "livecallbacks.config..",
                    "livecallbacks.broker..",
                    PARTS,
                    MANAGEMENT,
                    CHECK,
                    CLI,
                    DEV,
                    OPERATE,
                    CONSOLE));

    @ArchTest
    static final ArchRule whatAnOperatorDoesIsTheSameForCommandsAndForTheConsole = noClasses()
            .that()
            .resideInAPackage(OPERATE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    CLI, DEV, CONSOLE, MANAGEMENT, CHECK, PARTS, "livecallbacks.config..", "livecallbacks.broker.."));

    @ArchTest
    static final ArchRule theConsoleIsNoCommandAndNoRoute = noClasses()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(CLI, DEV, PARTS, "org.apache.camel.."));

    @ArchTest
    static final ArchRule theCheckIsForPeopleAlone = noClasses()
            .that(resideOutsideOfPackages(CHECK, CLI, CONSOLE))
            .should()
            .dependOnClassesThat(resideInAPackage(CHECK))
            .because("the service runs without being checked; somebody asks, by a command or on the console");

    @ArchTest
    static final ArchRule theCheckKnowsNothingOfCommandsAndOfLocalServers = noClasses()
            .that(resideInAnyPackage(CHECK))
            .should()
            .dependOnClassesThat(resideInAnyPackage(CLI, DEV, CONSOLE));

    @ArchTest
    static final ArchRule camelIsOnlyAtTheRimOfARoom = noClasses()
            .that(resideInAnyPackage(ROOM_PACKAGES)
                    .and(not(JavaClass.Predicates.assignableTo(Processor.class)))
                    .and(not(JavaClass.Predicates.assignableTo(Predicate.class)))
                    .and(not(JavaClass.Predicates.assignableTo(Policy.class)))
                    .and(not(resideInAPackage("livecallbacks.receive.http..")))
                    .and(not(JavaClass.Predicates.belongToAnyOf(MailSenders.class))))
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.camel.."))
            .because("a unit test calls the core of a room without Camel");

    @ArchTest
    static final ArchRule whatTheRoomsShareIsFreeOfCamel = noClasses()
            .that(resideInAnyPackage("livecallbacks.event..", "livecallbacks.config..", "livecallbacks.broker.."))
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.camel.."));

    @ArchTest
    static final ArchRule routesAreYamlFilesThatTheTeamCanChange =
            noClasses().should().beAssignableTo(RouteBuilder.class);

    @ArchTest
    static final ArchRule nobodyAsksForTheTimeButTheOneClock = noClasses()
            .that(resideOutsideOfPackages(CLI, DEV))
            .should()
            .callMethodWhere(readTheClockOfTheMachine())
            .orShould()
            .callConstructor(Date.class)
            .because("a test sets the time; the command line hands in the one real clock");

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToTheConsole =
            noClasses().that(resideOutsideOfPackages(CLI)).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule everythingLogsThroughSlf4j =
            noClasses().should().dependOnClassesThat(resideInAPackage("java.util.logging.."));

    @ArchTest
    static final ArchRule dependenciesBetweenPackagesPointOneWay =
            slices().assignedFrom(ownPackage()).should().beFreeOfCycles();

    private static DescribedPredicate<JavaClass> othersOfOurs(String own) {
        return resideInAPackage("livecallbacks..").and(not(resideInAPackage("livecallbacks." + own + "..")));
    }

    private static ArchCondition<JavaClass> knowAtMostOneRoom() {
        return new ArchCondition<>("know at most one of the rooms " + ROOMS) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                Set<String> known = new TreeSet<>();
                addRoom(item, known);
                item.getDirectDependenciesFromSelf().forEach(dependency -> addRoom(dependency.getTargetClass(), known));
                events.add(new SimpleConditionEvent(item, known.size() <= 1, item.getName() + " knows " + known));
            }
        };
    }

    private static void addRoom(JavaClass type, Set<String> rooms) {
        String name = type.getPackageName() + ".";
        ROOMS.stream()
                .filter(room -> name.startsWith("livecallbacks." + room + "."))
                .forEach(rooms::add);
    }

    /** The clocks that {@code java.time} and {@code System} read by themselves; elapsed time is no time of day. */
    private static DescribedPredicate<JavaMethodCall> readTheClockOfTheMachine() {
        return DescribedPredicate.describe("read the clock of the machine", call -> {
            JavaClass owner = call.getTargetOwner();
            String method = call.getTarget().getName();
            boolean takesAClock =
                    call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
            return (owner.isEquivalentTo(System.class) && method.equals("currentTimeMillis"))
                    || (owner.isEquivalentTo(Clock.class)
                            && (method.startsWith("system") || method.startsWith("tick"))
                            && !takesAClock)
                    || (owner.getPackageName().equals("java.time") && method.equals("now") && !takesAClock);
        });
    }

    private static SliceAssignment ownPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith("livecallbacks")
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "our packages";
            }
        };
    }
}
