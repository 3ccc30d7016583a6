package darkroom.access;

import java.util.ArrayList;
import java.util.List;

/** Text of RFC 4180, of any line ends, taken apart. */
final class Csv {
    private static final int MOST_SHOWN = 60;

    private Csv() {}

    /** @param number of the line of the file in which it begins, from 1 on */
    record Line(int number, List<String> cells) {}

    /**
     * Lines without any text are left out. A quote that is not closed, and text beside a quoted cell, are named in {@code wrong}:
     * what such a cell was meant to be, nobody can tell.
     */
    static List<Line> lines(String text, List<String> wrong) {
        List<Line> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean closed = false;
        boolean beside = false;
        int number = 1;
        int begin = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                number++;
            }
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = false;
                    closed = true;
                }
            } else if (c == '"' && cell.isEmpty() && !closed) {
                quoted = true;
            } else if (c == ',') {
                cells.add(cell.toString());
                cell.setLength(0);
                closed = false;
            } else if (c == '\n') {
                if (beside) {
                    wrong.add(beside(begin));
                }
                end(begin, cells, cell, lines);
                begin = number;
                closed = false;
                beside = false;
            } else if (c != '\r') {
                beside |= closed || c == '"';
                cell.append(c);
            }
        }
        if (beside) {
            wrong.add(beside(begin));
        }
        if (quoted) {
            wrong.add("line " + begin + ": a double quote is opened and never closed");
        }
        end(begin, cells, cell, lines);
        return lines;
    }

    private static String beside(int line) {
        return "line " + line
                + ": there is text beside a double quote; put the whole cell in double quotes, and each one inside it twice";
    }

    private static void end(int number, List<String> cells, StringBuilder cell, List<Line> lines) {
        if (!cells.isEmpty() || !cell.toString().isBlank()) {
            cells.add(cell.toString());
            lines.add(new Line(number, List.copyOf(cells)));
        }
        cells.clear();
        cell.setLength(0);
    }

    /** What may stand in a message: one line, not too long. */
    static String shown(String text) {
        String some = text == null ? "" : text.substring(0, Math.min(MOST_SHOWN, text.length()));
        return some.replaceAll("\\p{Cntrl}", " ");
    }
}
