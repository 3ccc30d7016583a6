package darkroom.archive;

import darkroom.model.Receipt;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.apache.camel.component.kafka.KafkaConstants;

/** A receipt as a CloudEvent in the binary mode of the Kafka binding: attributes in headers, the receipt as value. */
public final class ReceiptEvents {
    private final Receipts receipts;

    public ReceiptEvents(Receipts receipts) {
        this.receipts = receipts;
    }

    /** The value; key and headers are set. */
    public byte[] receipt(@Variable("announced") Receipt receipt, @Headers Map<String, Object> headers) {
        headers.put(KafkaConstants.KEY, receipt.id().toString());
        headers.putAll(attributes(receipt));
        return receipts.write(receipt);
    }

    /** What says of a receipt what it is. */
    public static Map<String, String> attributes(Receipt receipt) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_id", receipt.id().toString());
        headers.put("ce_type", "darkroom.image." + receipt.outcome());
        headers.put("ce_source", "/darkroom/" + receipt.source());
        headers.put("ce_specversion", "1.0");
        headers.put("ce_customer", receipt.customer());
        headers.put("content-type", "application/json");
        return headers;
    }
}
