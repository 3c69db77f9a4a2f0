package org.infimum;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Checks that a refusal names what was wrong. */
public final class Messages {
    private Messages() {}

    public static void refused(Executable code, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' does not say '" + part + "'");
        }
    }
}
