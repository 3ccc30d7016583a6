package darkroom.devservices.clickhouse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** Who may ask: names, passwords, and what they may do. Immutable. */
final class Users {
    /** What somebody may do; who may not change data has {@code readonly=2}, under which settings may change. */
    enum Rights {
        ALL(""),
        /**
         * Views, in bounded time and memory. Of a profile that is set the engine takes the constraints and not the values, so
         * these are set before.
         */
        READ("SET max_execution_time = 60, max_memory_usage = 1000000000, profile = 'analyst'"),
        /** Rows into tables and nothing out of them: what is among VALUES stands for itself. */
        INSERT("SET input_format_values_interpret_expressions = 0,"
                + " input_format_values_deduce_templates_of_expressions = 0, profile = 'writer'");

        private final String limits;

        Rights(String limits) {
            this.limits = limits;
        }

        /** What is to be set before anything of theirs; empty for no limits. */
        String limits() {
            return limits;
        }
    }

    record User(String name, String password, Rights rights) {
        /** Whether it may change data by that statement. */
        boolean may(Query query) {
            return rights == Rights.ALL || (rights == Rights.INSERT && query.isInsert());
        }
    }

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
