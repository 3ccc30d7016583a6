package imaging;

import java.util.Base64;

/** Small pictures in formats that Java does not write, made by libwebp and libaom: 24 x 16 pixels each. */
final class StoredPictures {
    private StoredPictures() {}

    /** 24 x 16, lossy: red, green / blue, white. */
    static byte[] webp() {
        return bytes(
                "UklGRmQAAABXRUJQVlA4IFgAAABwAwCdASoYABAALk02m02hJCQkBABMS1AE6I//3EAE2AL/3kAA/vaHv5tf/q2r/4ki//Ngf/9I"
                        + "Pb5On//pcH7Q//LA2zP/9Lgvv/2yQ4EvzbM65BCFlnAA");
    }

    /** The same without loss, the right half at half opacity. */
    static byte[] losslessWebp() {
        return bytes("UklGRjoAAABXRUJQVlA4TC4AAAAvF8ADEB8w/wKCgv+jExAU/B+dgKDouuVCZi8AYbbRJCc5yfsfQUT/Q62ewLYn");
    }

    /** The same with loss. */
    static byte[] transparentWebp() {
        return bytes(
                "UklGRpQAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSBUAAAABD/DA/4iIICQg/F/rgW5BRP8DmwEAVlA4IFgAAABwAwCdASoY"
                        + "ABAALk02m02hJCQkBABMS1AE6I//3EAE2AL/3kAA/vaHv5tf/q2r/4ki//Ngf/9IPb5On//pcH7Q//LA2zP/9Lgvv/2yQ4EvzbM6"
                        + "5BCFlnAA");
    }

    /** As {@link #webp}, with an EXIF orientation of 6. */
    static byte[] turnedWebp() {
        return bytes(
                "UklGRpgAAABXRUJQVlA4WAoAAAAIAAAAFwAADwAAVlA4IFgAAABwAwCdASoYABAALk02m02hJCQkBABMS1AE6I//3EAE2AL/3kAA"
                        + "/vaHv5tf/q2r/4ki//Ngf/9IPb5On//pcH7Q//LA2zP/9Lgvv/2yQ4EvzbM65BCFlnAARVhJRhoAAABJSSoACAAAAAEAEgEDAAEA"
                        + "AAAGAAAAAAAAAA==");
    }

    /** 24 x 16 in two frames. */
    static byte[] animatedWebp() {
        return bytes(
                "UklGRqoAAABXRUJQVlA4WAoAAAACAAAAFwAADwAAQU5JTQYAAAD/////AABBTk1GPAAAAAAAAAAAABcAAA8AAGQAAAJWUDggJAAA"
                        + "ALACAJ0BKhgAEAA+0VSjS6gkoyGwCAEAGglpAAB7IAD+7eYAAEFOTUY6AAAAAAAAAAAAFwAADwAAyAAAAFZQOCAiAAAAVAIAnQEq"
                        + "GAAQAD7RVKNLgwCAAAGglpAAB7IAAP7ndQAAAA==");
    }

    /** As {@link #webp}. */
    static byte[] avif() {
        return bytes(
                "AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
                        + "ACJpbG9jAAAAAERAAAEAAQAAAAAA+gABAAAAAAAAAEoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAA5waXRt"
                        + "AAAAAAABAAAAVmlwcnAAAAA4aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAABgAAAAQAAAAEHBpeGkAAAAAAwgICAAAABZp"
                        + "cG1hAAAAAAAAAAEAAQOBAgMAAABSbWRhdBIACgg4EO/tICGg0jI8ReCYwTCSSSTIIADwA7TDYVobAbIn4Zm+zGH3e6fD+OTgZB6b"
                        + "+DHDyqlNiy2ghIDZ91kBEXM73FCqr3ro");
    }

    /** The same, the right half at half opacity. */
    static byte[] transparentAvif() {
        return bytes(
                "AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAAXBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
                        + "ADRpbG9jAAAAAERAAAIAAQAAAAABlAABAAAAAAAAAEoAAgAAAAAB3gABAAAAAAAAAB8AAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
                        + "AAABAABhdjAxAAAAABVpbmZlAgAAAAACAABhdjAxAAAAAA5waXRtAAAAAAABAAAAr2lwcnAAAACKaXBjbwAAAAxhdjFDgSACAAAA"
                        + "ABRpc3BlAAAAAAAAABgAAAAQAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQAcAAAAAA5waXhpAAAAAAEIAAAAOGF1eEMAAAAAdXJu"
                        + "Om1wZWc6bXBlZ0I6Y2ljcDpzeXN0ZW1zOmF1eGlsaWFyeTphbHBoYQAAAAAdaXBtYQAAAAAAAAACAAEDgQIDAAIEhAIFhgAAABpp"
                        + "cmVmAAAAAAAAAA5hdXhsAAIAAQABAAAAcW1kYXQSAAoIOBDv7SAhoNIyPEXgmMEwkkkkyCAA8AO0w2FaGwGyJ+GZvsxh93unw/jk"
                        + "4GQem/gxw8qpTYstoISA2fdZARFzO9xQqq966BIACgUYEO/sKjIURZAGGEDtOS7cVDD1oc/cooV1gOA=");
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
