package livecallbacks.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import livecallbacks.event.Texts;

/** Rows of text in aligned columns, for people. What strangers wrote is made printable and bounded. */
final class Table {

    private static final int LONGEST = 40;
    private static final int LONGEST_LAST = 160;

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these headings; every row has as many cells. */
    Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row below the others. */
    void add(String... cells) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            String plain = Texts.plain(cells[i]);
            row.add(Texts.bounded(plain, i == cells.length - 1 ? LONGEST_LAST : LONGEST));
        }
        rows.add(row);
    }

    /** Writes all of it, the headings first. */
    void print(PrintWriter out) {
        int columns = rows.get(0).size();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i));
                if (i < columns - 1) {
                    line.append(" ".repeat(width(i) - length(row.get(i)) + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
