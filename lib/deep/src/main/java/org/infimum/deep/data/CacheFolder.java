package org.infimum.deep.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where this operating system wants caches to be. */
public final class CacheFolder {
    private CacheFolder() {}

    /**
     * The library's folder in this user's cache.
     *
     * @return {@code $XDG_CACHE_HOME/infimum} or {@code ~/.cache/infimum}, {@code ~/Library/Caches/infimum} on macOS, {@code %LOCALAPPDATA%\infimum} on
     *     Windows; it need not exist
     */
    public static Path standard() {
        return of(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /**
     * @param environment environment variables
     * @param osName the system property {@code os.name}
     * @param home the user's home folder
     * @return {@code $XDG_CACHE_HOME/infimum} or {@code ~/.cache/infimum} (XDG Base Directory Specification 0.8), {@code
     *     ~/Library/Caches/infimum} on macOS, {@code %LOCALAPPDATA%\infimum} on Windows
     */
    static Path of(Map<String, String> environment, String osName, Path home) {
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) return home.resolve("Library/Caches/infimum");
        boolean windows = os.startsWith("windows");
        String named = environment.getOrDefault(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME", "");
        // the specification has relative paths ignored
        boolean usable = !named.isEmpty() && Path.of(named).isAbsolute();
        return (usable ? Path.of(named) : home.resolve(windows ? "AppData/Local" : ".cache")).resolve("infimum");
    }
}
