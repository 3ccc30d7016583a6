package darkroom.access;

import java.util.Set;

/**
 * Who calls, as a credential proves it.
 *
 * @param credential what may be shown of it: {@code dk_PREFIX}, or {@code jwt}
 */
public record Caller(String customer, Set<Scope> scopes, String credential) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }
}
