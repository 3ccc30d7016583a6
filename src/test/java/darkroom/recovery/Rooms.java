package darkroom.recovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import darkroom.model.ArchivedImage;
import darkroom.model.Outcome;
import darkroom.model.Receipt;
import darkroom.model.StoredReceipt;
import darkroom.model.TalliedImage;
import darkroom.model.TallyRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An archive and rows in memory, which a test makes differ. Images are numbered, and received an instant before they end. */
final class Rooms implements ReceiptStore, RowStore {
    static final Instant HOUR = Instant.parse("2026-11-20T10:00:00Z");
    /** How long the variants of its images are kept. */
    static final Duration KEPT = Duration.ofDays(8);

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private record Stored(Receipt receipt, Instant storedAt, boolean failed) {}

    private final Map<UUID, Stored> receipts = new HashMap<>();
    private final Map<UUID, ArchivedImage> strays = new HashMap<>();
    private final Map<UUID, List<TallyRow>> rows = new HashMap<>();
    private final Map<UUID, String> customers = new HashMap<>();
    final List<UUID> reads = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Map<UUID, Integer> gone = new HashMap<>();
    final List<UUID> unreadable = new ArrayList<>();
    final List<UUID> marked = new ArrayList<>();

    static UUID id(int number) {
        return UUID.fromString("%08x-0000-5000-8000-000000000000".formatted(number * 0x01010101));
    }

    /** An image that is done, with two variants, or has failed; its rows are in. */
    Receipt image(int number, String customer, Outcome outcome, Instant at) {
        Receipt receipt = archived(number, customer, outcome, at, at.plusSeconds(2));
        tallied(receipt);
        return receipt;
    }

    Receipt archived(int number, String customer, Outcome outcome, Instant receivedAt, Instant storedAt) {
        List<Receipt.Variant> variants = outcome == Outcome.ok ? List.of(variant("web"), variant("thumb")) : List.of();
        Receipt receipt = new Receipt(
                id(number),
                customer,
                "http",
                "web@1",
                "imgscalr-4.2",
                outcome,
                outcome == Outcome.ok ? null : "x",
                receivedAt,
                storedAt,
                storedAt.plus(KEPT),
                1,
                1,
                null,
                variants);
        stored(receipt, storedAt);
        return receipt;
    }

    void stored(Receipt receipt, Instant storedAt) {
        customers.put(receipt.id(), receipt.customer());
        receipts.put(receipt.id(), new Stored(receipt, storedAt, receipt.outcome() == Outcome.failed));
    }

    private static Receipt.Variant variant(String name) {
        return new Receipt.Variant(name, "jpeg", 1, 1, 1, "ab", List.of(), "/" + name);
    }

    void stray(int number, String customer, Instant storedAt) {
        customers.put(id(number), customer);
        strays.put(id(number), new ArchivedImage(customer, id(number), null, null, 2, storedAt));
    }

    void tallied(Receipt receipt) {
        List<TallyRow> mine = rows.computeIfAbsent(receipt.id(), none -> new ArrayList<>());
        ids(receipt).forEach(id -> mine.add(new TallyRow(id, receipt.receivedAt(), receipt.outcome())));
        customers.put(receipt.id(), receipt.customer());
    }

    List<TallyRow> rows(int number) {
        return rows.get(id(number));
    }

    /** So many of its variants. */
    void takeVariants(int number, int many) {
        gone.put(id(number), many);
    }

    void forgetReceipt(int number) {
        receipts.remove(id(number));
    }

    @Override
    public Iterator<ArchivedImage> images(String customer, String after) {
        List<ArchivedImage> all = new ArrayList<>(strays.values());
        receipts.forEach((id, o) -> all.add(new ArchivedImage(
                o.receipt().customer(),
                id,
                o.failed() ? null : o.storedAt(),
                o.failed() ? o.storedAt() : null,
                Math.max(0, o.receipt().variants().size() - gone.getOrDefault(id, 0)),
                o.storedAt())));
        all.removeIf(image -> customer != null && !customer.equals(image.customer()));
        all.removeIf(image -> after != null && key(image.customer(), image.id()).compareTo(after) <= 0);
        all.sort(Comparator.comparing(image -> key(image.customer(), image.id())));
        return all.iterator();
    }

    private static String key(String customer, UUID id) {
        return customer + "/" + id;
    }

    @Override
    public StoredReceipt stored(String customer, UUID id) {
        reads.add(id);
        if (unreadable.contains(id)) {
            throw new UncheckedIOException(new IOException("no receipt"));
        }
        Stored object = receipts.get(id);
        return object == null || !object.receipt().customer().equals(customer) ? null : stored(object.receipt());
    }

    static StoredReceipt stored(Receipt receipt) {
        try {
            return new StoredReceipt(receipt, JSON.writeValueAsBytes(receipt));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Iterator<StoredReceipt> unannounced(Instant before) {
        return marked.stream().map(id -> stored(receipts.get(id).receipt())).iterator();
    }

    @Override
    public void forget(Receipt receipt) {
        marked.remove(receipt.id());
    }

    @Override
    public Iterator<TalliedImage> images(Instant from, Instant to, String customer) {
        List<TalliedImage> all = new ArrayList<>();
        rows.forEach((id, of) -> {
            List<TallyRow> inside = of.stream()
                    .filter(row ->
                            !row.occurredAt().isBefore(from) && row.occurredAt().isBefore(to))
                    .toList();
            if (!inside.isEmpty() && (customer == null || customer.equals(customers.get(id)))) {
                List<Instant> times =
                        inside.stream().map(TallyRow::occurredAt).sorted().toList();
                int highest =
                        (int) inside.stream().map(TallyRow::tallyId).distinct().count();
                all.add(new TalliedImage(
                        customers.get(id),
                        id,
                        inside.size(),
                        highest,
                        times.get(0),
                        times.get(times.size() - 1),
                        count(inside, Outcome.failed),
                        count(inside, Outcome.rejected)));
            }
        });
        all.sort(Comparator.comparing(image -> key(image.customer(), image.id())));
        return all.iterator();
    }

    private static int count(List<TallyRow> rows, Outcome outcome) {
        return (int) rows.stream().filter(row -> row.outcome() == outcome).count();
    }

    @Override
    public Map<UUID, List<TallyRow>> rows(
            String customer, Collection<UUID> images, Instant from, Instant to, Collection<Instant> times) {
        Map<UUID, List<TallyRow>> found = new HashMap<>(rows);
        found.keySet().retainAll(images);
        return found;
    }

    @Override
    public Set<UUID> ids(Receipt receipt) {
        Set<UUID> ids = new HashSet<>();
        for (int no = 1; no <= Math.max(1, receipt.variants().size()); no++) {
            ids.add(new UUID(receipt.id().getMostSignificantBits(), no));
        }
        return ids;
    }
}
