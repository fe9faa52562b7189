package livecallbacks.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

/** The forms that a browser posts. */
class FormsTest {

    @Test
    void fieldsAreDecodedAndKeepTheirOrder() {
        MultiMap fields = Forms.fields("id=a&id=b&text=a+b%26c%3D%E6%B5%81&empty=&bare&&=x=y");
        assertThat(fields.getAll("id")).containsExactly("a", "b");
        assertThat(fields.get("text")).isEqualTo("a b&c=流");
        assertThat(fields.get("empty")).isEmpty();
        assertThat(fields.get("bare")).isEmpty();
        assertThat(fields.get("")).isEqualTo("x=y");
        assertThat(Forms.fields("").isEmpty()).isTrue();
    }

    @Test
    void aBrokenPercentSignIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Forms.fields("a=%zz"));
        assertThatIllegalArgumentException().isThrownBy(() -> Forms.fields("a=%1"));
    }
}
