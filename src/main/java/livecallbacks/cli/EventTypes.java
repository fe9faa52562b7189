package livecallbacks.cli;

import java.util.Set;
import livecallbacks.event.EventNames;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What {@code --event} names.
 *
 * @param numbers the sender's event types; a name such as {@code quality} stands for several
 */
record EventTypes(Set<Integer> numbers) {

    /** From a name or a number. */
    static final class Converter implements ITypeConverter<EventTypes> {
        @Override
        public EventTypes convert(String value) {
            Set<Integer> named = EventNames.all().get(value);
            if (named != null) {
                return new EventTypes(named);
            }
            try {
                return new EventTypes(Set.of(Integer.parseInt(value)));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + value + "' is no event; use a number or one of "
                        + String.join(", ", EventNames.all().keySet()));
            }
        }
    }
}
