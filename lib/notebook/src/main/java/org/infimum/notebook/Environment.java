package org.infimum.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.render.Pairs;
import org.infimum.notebook.render.Showable;

/**
 * What a notebook ran on: versions, processors, and what else the first cell adds (back end, threads, seed). Immutable; shown
 * as a small table.
 */
public final class Environment implements Showable {
    private static final double GIB = 1L << 30;

    // read when the class is: a jar that is built anew under a running kernel cannot be read any more
    private static final String VERSION = readVersion();

    private final List<Map.Entry<String, String>> entries;

    private Environment(List<Map.Entry<String, String>> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Infimum's version, the Java version, the operating system, processors and memory.
     *
     * @return the environment of this process
     */
    public static Environment current() {
        Runtime runtime = Runtime.getRuntime();
        return new Environment(List.of())
                .with("Infimum", version())
                .with("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"))
                .with(
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                                + System.getProperty("os.arch"))
                .with("processors", runtime.availableProcessors())
                .with("memory", Math.round(runtime.maxMemory() / GIB * 10) / 10.0 + " GiB for Java at most");
    }

    /**
     * The same environment with one more line.
     *
     * @param name what it is: "back end", "seed"
     * @param value its value, shown as text
     * @return a new environment
     */
    public Environment with(String name, Object value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(entries);
        more.add(Map.entry(name, String.valueOf(value)));
        return new Environment(more);
    }

    /**
     * The same environment with more lines.
     *
     * @param values the names with their values, in the map's order
     * @return a new environment
     */
    public Environment with(Map<String, ?> values) {
        Environment all = this;
        for (Map.Entry<String, ?> entry : values.entrySet()) {
            all = all.with(entry.getKey(), entry.getValue());
        }
        return all;
    }

    /**
     * The lines.
     *
     * @return the names with their values, in order
     */
    public List<Map.Entry<String, String>> entries() {
        return entries;
    }

    @Override
    public MimeBundle show() {
        return Pairs.show(entries);
    }

    @Override
    public String toString() {
        return show().text();
    }

    /**
     * The library's version, for tables that are kept.
     *
     * @return the version
     */
    public static String version() {
        return VERSION;
    }

    /** Written by the build. */
    private static String readVersion() {
        Properties properties = new Properties();
        try (InputStream in = Environment.class.getResourceAsStream("infimum.properties")) {
            if (in == null) {
                return "unknown";
            }
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("The version inside Infimum's jar cannot be read: " + e.getMessage(), e);
        }
    }
}
