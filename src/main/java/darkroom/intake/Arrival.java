package darkroom.intake;

import darkroom.request.Shown;

/**
 * One object that a notice announces.
 *
 * @param key decoded
 * @param versionId null where the notice names none: the newest version then counts
 */
public record Arrival(String bucket, String key, String versionId) {
    Arrival withVersion(String version) {
        return new Arrival(bucket, key, version);
    }

    /** Whatever version of it is the newest. */
    Arrival newest() {
        return withVersion(null);
    }

    @Override
    public String toString() {
        return Shown.text(bucket)
                + '/'
                + Shown.text(key)
                + (versionId == null ? "" : " version " + Shown.text(versionId));
    }
}
