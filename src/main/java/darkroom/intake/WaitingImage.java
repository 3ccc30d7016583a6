package darkroom.intake;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.UUID;

/**
 * An image whose original lies in the inbox, accepted and not done.
 *
 * @param recipe by its name; the version is that of the day on which it is worked on
 * @param receivedAt as its receipt will say
 * @param bytes of the original
 * @param variants that the recipe makes
 * @param stored how many of them the archive has by now
 * @param arrival where the original lies
 * @param sha256 of the original, where the platform itself put it there; else null
 * @param repeated whether it lay there before this request
 */
@JsonPropertyOrder({"id", "status", "recipe", "receivedAt", "bytes", "variants", "stored", "href"})
public record WaitingImage(
        UUID id,
        String recipe,
        Instant receivedAt,
        long bytes,
        int variants,
        int stored,
        @JsonIgnore Arrival arrival,
        @JsonIgnore String sha256,
        @JsonIgnore boolean repeated) {

    /** {@code waiting}, or {@code storing} once the archive has a part of it. */
    public String getStatus() {
        return stored == 0 ? "waiting" : "storing";
    }

    public String getHref() {
        return "/v1/images/" + id;
    }

    /** The same, which lay there before this request. */
    WaitingImage again() {
        return new WaitingImage(id, recipe, receivedAt, bytes, variants, stored, arrival, sha256, true);
    }

    WaitingImage withStored(int now) {
        return new WaitingImage(id, recipe, receivedAt, bytes, variants, now, arrival, sha256, repeated);
    }
}
