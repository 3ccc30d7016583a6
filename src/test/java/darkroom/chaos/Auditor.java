package darkroom.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.chaos.Backends.Version;
import darkroom.chaos.Finding.Kind;
import darkroom.model.Hashes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * Compares what was accepted with what S3, Kafka and ClickHouse hold, each asked directly. For every image: one receipt;
 * each variant once, with the bytes that its recipe gives; lock, Expires and tags that keep them for seven days; the same
 * receipt announced; one row a variant, with the receipt's bytes, and one image counted. And nothing else: no other image, no second version of any object, nothing left to do, no dead letter. One thread, one audit.
 */
final class Auditor {
    private static final DateTimeFormatter ROW_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    private static final int LEAST_DAYS = 7;

    /** For what is announced a second time while this looks; all that was held up is long done. */
    private static final Duration STILL = Duration.ofSeconds(20);

    private final Backends backends;
    private final Announcements announcements;
    private final String engine;
    private final ObjectMapper json = new ObjectMapper();
    private final List<Finding> findings = new ArrayList<>();

    /** @param engine that receipts must name: the one whose bytes are expected */
    Auditor(Backends backends, Announcements announcements, String engine) {
        this.backends = backends;
        this.announcements = announcements;
        this.engine = engine;
    }

    /**
     * @param customers who handed in nothing but these
     * @param deadBefore {@link Backends#deadLetters} before the first was handed in
     */
    List<Finding> audit(Collection<String> customers, List<Handed> accepted, long deadBefore)
            throws IOException, InterruptedException, ExecutionException {
        Map<String, Handed> byId = new TreeMap<>();
        accepted.forEach(handed -> byId.put(handed.id().toString(), handed));
        for (String customer : customers) {
            Map<String, List<Version>> objects = new HashMap<>();
            for (String kind : List.of("archive/", "quarantine/")) {
                backends.versions(Backends.ARCHIVE, kind + customer + "/")
                        .forEach(v -> objects.computeIfAbsent(v.key(), key -> new ArrayList<>())
                                .add(v));
            }
            Map<String, List<List<String>>> rows = rows(customer);
            objects.keySet().stream()
                    .map(key -> key.split("/")[2])
                    .filter(id -> !byId.containsKey(id))
                    .distinct()
                    .forEach(id -> add(Kind.DUPLICATED, id, "ids in the archive", "nobody handed that image in"));
            rows.keySet().stream()
                    .filter(id -> !byId.containsKey(id))
                    .forEach(id -> add(Kind.DUPLICATED, id, "ids in the rows", "nobody handed that image in"));
            for (Handed handed : byId.values()) {
                if (handed.customer().equals(customer)) {
                    audit(handed, objects, rows.getOrDefault(handed.id().toString(), List.of()));
                }
            }
        }
        leftovers(customers, byId.keySet(), deadBefore);
        return findings;
    }

    private void audit(Handed handed, Map<String, List<Version>> objects, List<List<String>> rows) throws IOException {
        Set<String> expected = new HashSet<>(Set.of(handed.folder() + "receipt.json"));
        byte[] receipt = only(handed, objects, handed.folder() + "receipt.json", "receipts");
        JsonNode stored = receipt == null ? json.createObjectNode() : json.readTree(receipt);
        if (receipt != null) {
            check(handed, stored);
            for (String announced : announcements.of(handed.id().toString())) {
                expect(handed, "the announced receipt", stored, json.readTree(announced));
            }
        }
        if (announcements.of(handed.id().toString()).isEmpty()) {
            add(Kind.LOST, handed, "announcements", "none");
        }
        for (Original.Variant variant : handed.original().variants()) {
            String key = handed.folder() + variant.name() + "." + variant.extension();
            expected.add(key);
            byte[] bytes = only(handed, objects, key, "variants");
            if (bytes != null) {
                expect(handed, "the bytes of " + variant.name(), variant.sha256(), Hashes.sha256(bytes));
            }
        }
        if (handed.original().reason() != null) {
            expected.add(handed.quarantine());
            byte[] bytes = only(handed, objects, handed.quarantine(), "quarantine");
            if (bytes != null) {
                expect(handed, "the bytes in quarantine", handed.original().sha256(), Hashes.sha256(bytes));
            }
        }
        objects.keySet().stream()
                .filter(key -> key.startsWith(handed.folder()) || key.equals(handed.quarantine()))
                .filter(key -> !expected.contains(key))
                .forEach(key -> add(Kind.WRONG, handed, "objects", "beside what belongs to it there is " + key));
        if (receipt != null) {
            for (String key : expected) {
                objects.getOrDefault(key, List.of()).stream()
                        .filter(version -> !version.isDeleteMarker())
                        .forEach(version -> checkKept(
                                handed,
                                key,
                                Instant.parse(stored.path("receivedAt").asText()),
                                backends.kept(version)));
            }
        }
        checkRows(handed, stored, rows);
    }

    /** What nobody can delete before, what tells readers how long it is there, and what the lifecycle goes by. */
    void checkKept(Handed handed, String key, Instant receivedAt, Backends.Kept kept) {
        Instant least =
                receivedAt.plus(LEAST_DAYS, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS); // as S3 keeps them
        boolean locks = key.startsWith("archive/"); // what is in quarantine may be deleted
        if (locks && (kept.lockedUntil() == null || kept.lockedUntil().isBefore(least))) {
            add(Kind.WRONG, handed, "lock", key + " is locked until " + kept.lockedUntil() + ", not " + least);
        }
        Instant expires = kept.expires() == null
                ? null
                : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(kept.expires()));
        if (expires == null || expires.isBefore(least)) {
            add(Kind.WRONG, handed, "Expires", key + " has " + kept.expires() + ", not " + least);
        }
        Map<String, String> tags = new TreeMap<>(kept.tags());
        String days = tags.remove("days");
        if (days == null || !days.matches("\\d{1,5}") || Integer.parseInt(days) < LEAST_DAYS) {
            add(Kind.WRONG, handed, "tags", key + " has days=" + days);
        }
        tags.remove("recipe");
        String kind = !locks ? "quarantine" : key.endsWith("/receipt.json") ? "receipt" : "variant";
        expect(handed, "tags", Map.of("customer", handed.customer(), "kind", kind), tags);
    }

    /** The bytes of the only version; null where there is none, which is told. */
    private byte[] only(Handed handed, Map<String, List<Version>> objects, String key, String check) {
        List<Version> versions = objects.getOrDefault(key, List.of());
        if (versions.isEmpty()) {
            add(Kind.LOST, handed, check, "there is no " + key);
            return null;
        }
        if (versions.stream().anyMatch(Version::isDeleteMarker)) {
            add(Kind.WRONG, handed, check, key + " is hidden by a delete marker");
            return null;
        }
        if (versions.size() > 1) {
            add(Kind.DUPLICATED, handed, check, versions.size() + " versions of " + key);
        }
        return backends.bytes(versions.get(0));
    }

    private void check(Handed handed, JsonNode receipt) {
        Original original = handed.original();
        expect(handed, "id", handed.id().toString(), receipt.path("id").asText());
        expect(handed, "customer", handed.customer(), receipt.path("customer").asText());
        expect(handed, "source", handed.source().word(), receipt.path("source").asText());
        expect(handed, "engine", engine, receipt.path("engine").asText());
        expect(handed, "outcome", original.outcome(), receipt.path("outcome").asText());
        expect(handed, "reason", original.reason(), receipt.path("reason").asText(null));
        expect(
                handed,
                "the original's sha-256",
                original.sha256(),
                receipt.at("/original/sha256").asText());
        List<String> made = new ArrayList<>();
        receipt.path("variants")
                .forEach(v -> made.add(
                        v.path("name").asText() + " " + v.path("sha256").asText()));
        expect(
                handed,
                "variants of the receipt",
                original.variants().stream()
                        .map(v -> v.name() + " " + v.sha256())
                        .toList(),
                made);
        Instant receivedAt = Instant.parse(receipt.path("receivedAt").asText());
        if (!handed.receivedAt().isEmpty() && !handed.receivedAt().contains(receivedAt)) {
            add(Kind.WRONG, handed, "receivedAt", receivedAt + ", and it came at " + handed.receivedAt());
        }
    }

    // rows

    /** By image; a row is its variant, outcome, image count, time, and bytes received, in and out. */
    private Map<String, List<List<String>>> rows(String customer) throws IOException, InterruptedException {
        Map<String, List<List<String>>> byImage = new HashMap<>();
        for (List<String> row : backends.sql("SELECT image_id, variant, outcome, images, occurred_at,"
                + " bytes_received, bytes_in, bytes_out"
                + " FROM darkroom.bi_tallies WHERE customer_id = '" + customer + "' ORDER BY variant")) {
            byImage.computeIfAbsent(row.get(0), id -> new ArrayList<>()).add(row.subList(1, row.size()));
        }
        return byImage;
    }

    /** @param rows as {@link #rows} gives them */
    void checkRows(Handed handed, JsonNode receipt, List<List<String>> rows) {
        List<String> expected = handed.original().reason() != null
                ? List.of("")
                : handed.original().variants().stream()
                        .map(Original.Variant::name)
                        .sorted()
                        .toList();
        for (String variant : expected) {
            long there = rows.stream().filter(row -> row.get(0).equals(variant)).count();
            if (there != 1) {
                add(
                        there == 0 ? Kind.LOST : Kind.DUPLICATED,
                        handed,
                        "rows",
                        there + " of the variant '" + variant + "'");
            }
        }
        Instant receivedAt = receipt.has("receivedAt")
                ? Instant.parse(receipt.path("receivedAt").asText())
                : null;
        long original = receipt.at("/original/bytes").asLong();
        Map<String, Long> sizes = new HashMap<>(Map.of("", 0L));
        receipt.path("variants")
                .forEach(v -> sizes.put(v.path("name").asText(), v.path("bytes").asLong()));
        long images = 0;
        for (List<String> row : rows) {
            long counted = Long.parseLong(row.get(2));
            images += counted;
            if (receivedAt != null) {
                expect(
                        handed,
                        "bytes of a row",
                        List.of(counted * original, original, sizes.getOrDefault(row.get(0), -1L)),
                        row.subList(4, 7).stream().map(Long::valueOf).toList());
            }
            if (!expected.contains(row.get(0))) {
                add(Kind.WRONG, handed, "rows", "one of the variant '" + row.get(0) + "'");
            }
            expect(handed, "outcome of a row", handed.original().outcome(), row.get(1));
            if (receivedAt != null) {
                Instant occurredAt = LocalDateTime.parse(row.get(3), ROW_TIME).toInstant(ZoneOffset.UTC);
                expect(handed, "occurred_at of a row", receivedAt, occurredAt);
            }
        }
        if (images != 1) {
            add(images == 0 ? Kind.LOST : Kind.DUPLICATED, handed, "images counted", Long.toString(images));
        }
    }

    // what is left

    private void leftovers(Collection<String> customers, Set<String> ids, long deadBefore)
            throws InterruptedException, ExecutionException {
        for (String what : Drain.await(backends, customers, ids, STILL)) {
            add(Kind.WRONG, "the platform", "nothing left to do", what);
        }
        long dead = backends.deadLetters() - deadBefore;
        if (dead != 0) { // also where one that a fault had to leave is not there
            add(Kind.WRONG, "the platform", "dead letters", Long.toString(dead));
        }
    }

    private void expect(Object subject, String check, Object expected, Object actual) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            add(Kind.WRONG, subject, check, actual + " instead of " + expected);
        }
    }

    /** So far. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private void add(Kind kind, Object subject, String check, String detail) {
        findings.add(new Finding(kind, subject.toString(), check, detail));
    }
}
