package livecallbacks.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page as HTML. */
class PagesTest {

    @ParameterizedTest
    @EnumSource(Language.class)
    void aPageIsInItsLanguageAndKeepsItsPlaceForTheOthers(Language language) {
        Pages pages = new Pages(new Assets().paths());
        Answer.Page fault = new Answer.Page(404, "fault", Map.of("fault", "fault.gone"));
        assertThat(pages.write(fault, language, "/console/failed?stage=\"<mail>&a=b"))
                .startsWith("<!DOCTYPE html>")
                .contains("<html lang=\"" + language.code() + "\">", language.of("fault.gone"))
                .contains("&amp;back=%2Fconsole%2Ffailed%3Fstage%3D%22%3Cmail%3E%26a%3Db\"");
    }
}
