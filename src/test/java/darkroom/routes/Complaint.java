package darkroom.routes;

/**
 * What is wrong with a route file, and how to put it right.
 *
 * @param step the id nearest to the place, or empty where the whole file is meant
 */
record Complaint(String file, String step, String what) {
    @Override
    public String toString() {
        return step.isEmpty() ? file + ": " + what : file + ": " + step + ": " + what;
    }
}
