package darkroom.access;

import darkroom.model.CustomerIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Customers as a spreadsheet saves them: CSV (RFC 4180) whose first line names its columns, {@code customer} and any of {@code
 * name}, {@code plan}, {@code quota} (images a month, 0 = unlimited) and {@code signed_up_on} ({@code 2026-01-31}). An empty
 * cell, or a column that is not there, leaves what is known. All of a file is good, or none of it. Immutable.
 */
public final class CustomerFile {
    private static final List<String> COLUMNS = List.of("customer", "name", "plan", "quota", "signed_up_on");
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).get();
    private static final int MOST_CHARACTERS = 200;
    private static final int MOST_SHOWN = 60;
    private static final long MOST_IMAGES = 1_000_000_000_000L;
    /** What ClickHouse's Date holds. */
    private static final LocalDate FIRST = LocalDate.EPOCH;

    private static final LocalDate LAST = LocalDate.of(2149, 6, 6);

    /** A line of the file; what it leaves as it is, is null. */
    record Row(String name, String plan, Long quota, LocalDate signedUpOn) {}

    /** @param number of the line of the file in which it begins, from 1 on */
    private record Line(long number, List<String> cells) {}

    private final Map<String, Row> rows;

    private CustomerFile(Map<String, Row> rows) {
        this.rows = rows;
    }

    /** By customer, in the order of the file. */
    Map<String, Row> rows() {
        return rows;
    }

    /**
     * Reads a whole file.
     *
     * @throws IllegalArgumentException naming every line that is wrong, the value and the fix
     */
    public static CustomerFile read(String text) {
        List<String> wrong = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        List<Line> lines = lines(text.startsWith("\uFEFF") ? text.substring(1) : text, broken);
        Map<String, Row> rows = new LinkedHashMap<>();
        if (!lines.isEmpty()) {
            List<String> columns = lines.get(0).cells();
            int before = wrong.size();
            header(lines.get(0), wrong);
            if (wrong.size() == before) { // else nobody can tell what the cells are
                lines.subList(1, lines.size()).forEach(line -> row(columns, line, rows, wrong));
            }
        } else if (broken.isEmpty()) {
            wrong.add("the file is empty; its first line names the columns: " + String.join(",", COLUMNS));
        }
        wrong.addAll(broken);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", wrong));
        }
        return new CustomerFile(rows);
    }

    /** Those with text. Where a double quote stands wrong, nobody can tell what is a cell from there on: the rest is left out. */
    private static List<Line> lines(String text, List<String> broken) {
        List<Line> lines = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(text + "\n", FORMAT)) { // its last line has a number only if it ends
            try {
                for (CSVRecord read : parser) {
                    if (read.stream().anyMatch(cell -> !cell.isEmpty())) {
                        lines.add(new Line(parser.getCurrentLineNumber() - lineEnds(read), read.toList()));
                    }
                }
            } catch (UncheckedIOException quote) {
                broken.add("line " + parser.getCurrentLineNumber()
                        + ": there is text beside a double quote, or one is not closed; put the whole cell in double quotes,"
                        + " and each one inside it twice. What stands behind it was not looked at");
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // of a text in memory
        }
        return lines;
    }

    private static long lineEnds(CSVRecord read) {
        return read.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
    }

    private static void header(Line header, List<String> wrong) {
        if (header.cells().size() == 1 && header.cells().get(0).contains(";")) {
            wrong.add("line " + header.number()
                    + ": its cells are separated by semicolons; save the file with commas between them");
            return;
        }
        for (String column : header.cells()) {
            if (!COLUMNS.contains(column)) {
                wrong.add("line " + header.number() + ": there is no column '" + shown(column) + "'; there are "
                        + String.join(", ", COLUMNS));
            }
        }
        if (!header.cells().contains("customer")) {
            wrong.add("line " + header.number() + ": the column customer is missing; the first line names the columns");
        }
        if (header.cells().stream().distinct().count() < header.cells().size()) {
            wrong.add("line " + header.number() + ": a column is there twice");
        }
    }

    private static void row(List<String> columns, Line line, Map<String, Row> rows, List<String> wrong) {
        if (line.cells().size() != columns.size()) {
            wrong.add("line " + line.number() + ": " + line.cells().size() + " cells under " + columns.size()
                    + " columns; put a cell with a comma in double quotes");
            return;
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.put(
                    columns.get(i),
                    line.cells().get(i).isBlank() ? null : line.cells().get(i).strip());
        }
        String at = "line " + line.number() + ": ";
        String customer = cells.get("customer");
        if (!CustomerIds.isId(customer)) {
            wrong.add(at + "customer '" + shown(customer) + "' is none: use 1 to 64 of the characters a-z, 0-9 and -");
            return;
        }
        Row row = new Row(
                words(cells.get("name"), at + "name", wrong),
                words(cells.get("plan"), at + "plan", wrong),
                quota(cells.get("quota"), at, wrong),
                day(cells.get("signed_up_on"), at, wrong));
        if (rows.putIfAbsent(customer, row) != null) {
            wrong.add(at + "customer '" + customer + "' is in the file already; keep one line of each");
        }
    }

    private static String words(String text, String where, List<String> wrong) {
        if (text != null && (text.length() > MOST_CHARACTERS || text.chars().anyMatch(Character::isISOControl))) {
            wrong.add(where + " '" + shown(text) + "' has more than " + MOST_CHARACTERS
                    + " characters, or one that cannot be printed");
        }
        return text;
    }

    private static Long quota(String text, String at, List<String> wrong) {
        if (text == null) {
            return null;
        }
        if (text.matches("[0-9]{1,13}") && Long.parseLong(text) <= MOST_IMAGES) {
            return Long.valueOf(text);
        }
        wrong.add(at + "quota '" + shown(text) + "' is no number of images from 0 to " + MOST_IMAGES
                + "; write it without separators, 0 for no quota");
        return null;
    }

    private static LocalDate day(String text, String at, List<String> wrong) {
        if (text == null) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (!day.isBefore(FIRST) && !day.isAfter(LAST)) {
                return day;
            }
        } catch (DateTimeException no) {
            // told below, together with days that no table can hold
        }
        wrong.add(at + "signed_up_on '" + shown(text) + "' is no day between " + FIRST + " and " + LAST
                + "; write it as 2026-01-31");
        return null;
    }

    /** What may stand in a message: one line, not too long. */
    private static String shown(String text) {
        String some = text == null ? "" : text.substring(0, Math.min(MOST_SHOWN, text.length()));
        return some.replaceAll("\\p{Cntrl}", " ");
    }
}
