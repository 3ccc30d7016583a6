package darkroom.recovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.model.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Why a dead record would only come back if it were sent again. */
public final class FlawedRecord {
    private static final String PLACE = "darkroom_place";

    private FlawedRecord() {}

    /** Of {@code darkroom.images}; null where it may become an image. */
    public static String image(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length == 0) {
            return "empty: there is no image in it";
        }
        for (String name : List.of("ce_customer", "ce_id", "ce_recipe")) {
            if (!isText(record.headers().lastHeader(name))) {
                return "the header " + name + " is no UTF-8";
            }
        }
        if (isMissing(record.headers().lastHeader("ce_customer"))) {
            return "no ce_customer: nobody knows whose it is";
        }
        boolean nameless = isMissing(record.headers().lastHeader("ce_id"))
                && isMissing(record.headers().lastHeader(PLACE));
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

    private static boolean isText(Header header) {
        try {
            return isMissing(header)
                    || StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())) != null;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
