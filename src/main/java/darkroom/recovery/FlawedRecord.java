package darkroom.recovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.CustomerIds;
import darkroom.model.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Why a dead record would only come back if it were sent again. */
public final class FlawedRecord {
    private static final String PLACE = "darkroom_place";
    private static final String CUSTOMER = "ce_customer";
    private static final String ID = "ce_id";
    private static final String RECIPE = "ce_recipe";
    private static final List<String> MEANT = List.of(CUSTOMER, ID, RECIPE, PLACE);

    /** As files of recipes are named. */
    private static final Pattern RECIPES = Pattern.compile("[a-z0-9-]{1,64}");

    private FlawedRecord() {}

    /** Of {@code darkroom.images}; null where it may become an image. */
    public static String image(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length == 0) {
            return "empty: there is no image in it";
        }
        Map<String, Header> meant = new HashMap<>();
        for (Header header : record.headers()) {
            String name = header.key().toLowerCase(Locale.ROOT); // as the door reads them
            if (MEANT.contains(name) && meant.put(name, header) != null && !name.equals(PLACE)) {
                return "the header " + name + " is there twice";
            }
        }
        for (String name : MEANT) {
            if (!isText(meant.get(name))) {
                return "the header " + name + " is no UTF-8";
            }
        }
        return image(
                text(meant.get(CUSTOMER)),
                text(meant.get(RECIPE)),
                isMissing(meant.get(ID)) && isMissing(meant.get(PLACE)));
    }

    private static String image(String customer, String recipe, boolean nameless) {
        if (customer.isEmpty()) {
            return "no ce_customer: nobody knows whose it is";
        }
        if (!CustomerIds.isId(customer)) {
            return "ce_customer is not 1 to 64 of a-z, 0-9 and -: nobody can be called so";
        }
        if (!recipe.isEmpty() && !RECIPES.matcher(recipe).matches()) {
            return "ce_recipe is not 1 to 64 of a-z, 0-9 and -: no recipe can be called so";
        }
        return nameless ? "neither ce_id nor " + PLACE + ": it would become another image each time" : null;
    }

    /** Of {@code darkroom.receipts}; null where it may become rows. */
    public static String receipt(ConsumerRecord<byte[], byte[]> record, ObjectMapper json) {
        if (record.value() == null || record.value().length == 0) {
            return "empty: there is no receipt in it";
        }
        try {
            Receipt receipt = json.readValue(record.value(), Receipt.class);
            return receipt == null || receipt.id() == null ? "no receipt: it has no id" : null;
        } catch (IOException | RuntimeException e) {
            return "no receipt: "
                    + DeadLetter.plain(
                            String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static boolean isMissing(Header header) {
        return header == null || header.value() == null || header.value().length == 0;
    }

    private static String text(Header header) {
        return isMissing(header) ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static boolean isText(Header header) {
        try {
            return isMissing(header)
                    || StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())) != null;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
