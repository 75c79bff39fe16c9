package io.raftkv.client.ctl;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in ASCII: headings in the middle of their columns, cells on the right.
 *
 * @param headings one for each column
 * @param rows the cells, as many in each row as there are headings
 */
record Table(List<String> headings, List<List<String>> rows) {

    @Override
    public String toString() {
        List<Integer> widths = widths();
        String rule = "+"
                + String.join(
                        "+", widths.stream().map(width -> "-".repeat(width + 2)).toList()) + "+\n";
        var text = new StringBuilder(rule);
        text.append(line(headings, widths, Table::centered)).append(rule);
        rows.forEach(row -> text.append(line(row, widths, Table::right)));
        return rows.isEmpty() ? text.toString() : text.append(rule).toString();
    }

    private List<Integer> widths() {
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < headings.size(); column++) {
            int width = length(headings.get(column));
            for (List<String> row : rows) {
                width = Math.max(width, length(row.get(column)));
            }
            widths.add(width);
        }
        return widths;
    }

    private interface Alignment {
        String place(String cell, int width);
    }

    private static String line(List<String> cells, List<Integer> widths, Alignment alignment) {
        var line = new StringBuilder("|");
        for (int column = 0; column < cells.size(); column++) {
            line.append(' ')
                    .append(alignment.place(cells.get(column), widths.get(column)))
                    .append(" |");
        }
        return line.append('\n').toString();
    }

    private static String centered(String cell, int width) {
        int gap = width - length(cell);
        return " ".repeat(gap / 2) + cell + " ".repeat(gap - gap / 2);
    }

    private static String right(String cell, int width) {
        return " ".repeat(width - length(cell)) + cell;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
