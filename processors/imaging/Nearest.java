package imaging;

import java.util.Comparator;
import java.util.List;

/** Finds the word that somebody meant. Distance: V. Levenshtein, 1966; a few short words only. */
public final class Nearest {
    private Nearest() {}

    /** Whether a word may be meant for another. */
    static boolean isClose(String word, String known) {
        return distance(word, known) <= Math.max(1, known.length() / 2);
    }

    /** "did you mean 'x'?" and all the words that are known. */
    public static String hint(String word, List<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(k -> distance(word, k)))
                .orElseThrow();
        String all = "known are " + String.join(", ", known);
        return isClose(word, nearest) ? "did you mean '" + nearest + "'? (" + all + ")" : all;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
