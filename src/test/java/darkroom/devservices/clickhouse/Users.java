package darkroom.devservices.clickhouse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** Who may ask: names, passwords, and whether they only read. Immutable. */
final class Users {
    /** @param readOnly their statements run under {@code readonly=2}: settings may change, data may not */
    record User(String name, String password, boolean readOnly) {}

    private final Map<String, User> byName;

    Users(User... users) {
        byName = java.util.Arrays.stream(users)
                .collect(java.util.stream.Collectors.toUnmodifiableMap(User::name, user -> user));
    }

    /** @throws ServerError code 516, the same for an unknown name and for a wrong password */
    User authenticate(String name, String password) {
        User user = byName.get(name);
        if (user == null || !MessageDigest.isEqual(bytes(user.password()), bytes(password))) {
            throw ServerError.of(
                    516,
                    "AUTHENTICATION_FAILED",
                    name + ": Authentication failed: password is incorrect, or there is no user with such name.");
        }
        return user;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
