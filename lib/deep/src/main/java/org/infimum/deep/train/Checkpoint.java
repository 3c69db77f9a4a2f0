package org.infimum.deep.train;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.infimum.deep.NetworkAdapter;

/**
 * A run in a file: a zip of {@code settings.json} (what decided the run), {@code state.bin} (position, solver, traces) and
 * {@code network.zip} (Deeplearning4j's own format, which {@code ModelSerializer} reads). Written under a temporary name, forced to the
 * disk and moved into place: at any moment the file is the last whole checkpoint.
 */
final class Checkpoint {
    /** Opens the temporary file; another one in tests, to fill a disk. */
    @FunctionalInterface
    interface Opener {
        OutputStream open(File file) throws IOException;
    }

    private static final String SETTINGS = "settings.json";
    private static final String STATE = "state.bin";
    private static final String NETWORK = "network.zip";
    private static final String NOT_SET = "not set";

    private final Opener opener;
    private final ObjectMapper json = new ObjectMapper();

    Checkpoint() {
        this(FileOutputStream::new);
    }

    Checkpoint(Opener opener) {
        this.opener = opener;
    }

    void write(Path file, TrainingLoop run) {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = folder.resolve(file.getFileName() + ".part");
        Path network = folder.resolve(file.getFileName() + ".network");
        try {
            Files.createDirectories(folder);
            run.net().save(network.toFile());
            try (OutputStream out = opener.open(temporary.toFile())) {
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16));
                // weights hardly compress, and a checkpoint must not hold up the run
                zip.setLevel(1);
                zip.putNextEntry(new ZipEntry(SETTINGS));
                zip.write(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(run.settings()));
                zip.putNextEntry(new ZipEntry(STATE));
                DataOutputStream state = new DataOutputStream(zip);
                run.writeState(state);
                state.flush();
                zip.putNextEntry(new ZipEntry(NETWORK));
                copy(network, zip);
                zip.finish();
                zip.flush();
                if (out instanceof FileOutputStream onDisk) {
                    onDisk.getFD().sync();
                }
            }
            move(temporary, file);
        } catch (IOException e) {
            String earlier = Files.exists(file) ? "; the one before it is whole" : "";
            throw new CheckpointException(
                    "The checkpoint " + file + " could not be written (" + e.getMessage() + ")" + earlier
                            + ". The run is kept in memory: free some space and call train again.",
                    e);
        } finally {
            deleteQuietly(temporary);
            deleteQuietly(network);
        }
    }

    /** Through a plain stream: one of {@code Files} is closed by an interrupt, and an interrupt must not cost a checkpoint. */
    private static void copy(Path from, OutputStream to) throws IOException {
        try (InputStream in = new FileInputStream(from.toFile())) {
            in.transferTo(to);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // a temporary file that stays does no harm: the next checkpoint overwrites it
        }
    }

    void read(Path file, TrainingLoop run) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            try (InputStream in = entry(zip, SETTINGS)) {
                requireSame(
                        file,
                        json.readValue(in, new TypeReference<LinkedHashMap<String, String>>() {}),
                        run.settings());
            }
            restoreNetwork(zip, run.net());
            try (DataInputStream in = new DataInputStream(entry(zip, STATE))) {
                run.readState(in);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof CheckpointException known) {
                throw known;
            }
            throw new CheckpointException(
                    "The checkpoint " + file + " is damaged (" + e.getMessage()
                            + "); put a whole copy in its place, or delete it to start the run again.",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static InputStream entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("it holds no " + name);
        }
        // buffered: state.bin is read number by number
        return new BufferedInputStream(zip.getInputStream(entry), 1 << 16);
    }

    private static void requireSame(Path file, Map<String, String> saved, Map<String, String> asked) {
        // a setting that only one of the two has makes them different runs too
        Set<String> names = new LinkedHashSet<>(asked.keySet());
        names.addAll(saved.keySet());
        for (String name : names) {
            String before = saved.getOrDefault(name, NOT_SET);
            String now = asked.getOrDefault(name, NOT_SET);
            if (!now.equals(before)) {
                throw new CheckpointException("The checkpoint " + file + " is of another run: its " + name + " is '"
                        + before + "', but '" + now
                        + "' is asked for; use the same settings, or another checkpoint file.");
            }
        }
    }

    private static void restoreNetwork(ZipFile zip, NetworkAdapter net) throws IOException {
        Path temporary = Files.createTempFile("infimum", ".zip");
        try {
            try (InputStream in = entry(zip, NETWORK);
                    OutputStream out = new FileOutputStream(temporary.toFile())) {
                in.transferTo(out);
            }
            net.copyStateFrom(net.restore(temporary.toFile()));
        } finally {
            deleteQuietly(temporary);
        }
    }
}
