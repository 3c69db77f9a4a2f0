package org.infimum.deep.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import org.infimum.deep.data.DatasetCatalogue.DataFile;

/**
 * Brings one file of the catalogue into a folder. The bytes grow in {@code NAME.part}, which outlives a cut line, an interrupt and
 * a killed process and is gone on with by HTTP Range; only a part with the right checksum gets the file's name, by an atomic move.
 */
final class Downloader {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    // times that the list of mirrors is gone through while lines keep breaking
    private static final int ROUNDS = 5;

    private final DownloadProgress progress;
    private final Duration patience;

    /**
     * @param progress sees the file grow
     * @param patience how long a server may be silent
     */
    Downloader(DownloadProgress progress, Duration patience) {
        this.progress = progress;
        this.patience = patience;
    }

    /** No mirror delivered; the message is a clause that says why, mirror by mirror. */
    static final class AllMirrorsFailed extends IOException {
        private static final long serialVersionUID = 1L;

        AllMirrorsFailed(String message) {
            super(message);
        }
    }

    /**
     * Downloads {@code file} into {@code folder}.
     *
     * @return the file in its place
     * @throws AllMirrorsFailed if no address delivered the right bytes
     * @throws DatasetUnavailableException if the folder cannot be written, or another process is at it
     * @throws InterruptedIOException if the thread was interrupted; the interrupt stays set and the part stays for another time
     */
    Path fetch(DataFile file, Path folder) throws IOException {
        Path target = folder.resolve(file.name());
        Path part = folder.resolve(file.name() + ".part");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new DatasetUnavailableException(
                    "the folder " + folder + " for " + file.name() + " cannot be made (" + reason(e)
                            + "); name a writable one in INFIMUM_DATASETS and put the file into it",
                    e);
        }
        try (FileChannel lockFile = openForWriting(folder.resolve(file.name() + ".lock"), folder);
                FileLock lock = lock(lockFile)) {
            if (lock == null) {
                throw new DatasetUnavailableException(
                        "another process is downloading " + target + "; wait for it to end and ask again");
            }
            // that process may have just ended
            if (Files.exists(target)) return target;
            try (FileChannel channel = openForWriting(part, folder)) {
                channel.position(channel.size());
                download(file, part, channel);
            }
            move(part, target);
        }
        return target;
    }

    private void download(DataFile file, Path part, FileChannel channel) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT)
                .build();
        Map<String, String> failures = new LinkedHashMap<>();
        boolean gained = true;
        // a line that breaks or falls silent hands its part to the next mirror; as long as a round brought something,
        // there is another
        for (int round = 0; gained && round < ROUNDS; round++) {
            long before = channel.size();
            for (String address : file.addresses()) {
                Optional<String> failure = fromMirror(client, URI.create(address), file, part, channel);
                if (failure.isEmpty()) return;
                failures.put(URI.create(address).getAuthority(), failure.get());
            }
            gained = channel.size() > before;
        }
        throw new AllMirrorsFailed(failures.entrySet().stream()
                .map(f -> f.getKey() + ": " + f.getValue())
                .collect(Collectors.joining("; ")));
    }

    /** Why {@code address} did not deliver; empty if the part is now complete and right. */
    private Optional<String> fromMirror(HttpClient client, URI address, DataFile file, Path part, FileChannel channel)
            throws IOException {
        if (file.size() != null && channel.size() > file.size()) restart(channel);
        // a process may have died between the last byte and the move: then there is nothing left to ask for
        boolean complete = file.size() != null && channel.size() == file.size();
        try {
            boolean resumed = complete || transfer(client, address, file, part, channel);
            Optional<String> problem = FileCheck.exact(part, file);
            if (problem.isPresent()) restart(channel);
            if (problem.isPresent() && resumed) {
                // the bad bytes may be those that an earlier, broken download left: once more from the start
                transfer(client, address, file, part, channel);
                problem = FileCheck.exact(part, file);
                if (problem.isPresent()) restart(channel);
            }
            return problem.map(p -> "sent a file that " + p);
        } catch (InterruptedIOException | DatasetUnavailableException e) {
            throw e;
        } catch (IOException e) {
            return Optional.of(reason(e));
        }
    }

    /** Asks for what the part lacks; true if the answer went on with the part's bytes. */
    private boolean transfer(HttpClient client, URI address, DataFile file, Path part, FileChannel channel)
            throws IOException {
        long offset = channel.size();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(patience).GET();
        if (offset > 0) request.header("Range", "bytes=" + offset + "-");
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
        } catch (InterruptedException e) {
            throw interrupted(file, offset);
        }
        try (ResponseBody body = new ResponseBody(response.body(), patience)) {
            switch (response.statusCode()) {
                case 200 -> {
                    restart(channel);
                    offset = 0;
                }
                case 206 -> {
                    String range =
                            response.headers().firstValue("Content-Range").orElse("");
                    if (!range.startsWith("bytes " + offset + "-"))
                        return fromStart(client, address, file, part, channel);
                }
                case 416 -> {
                    return fromStart(client, address, file, part, channel);
                }
                default -> throw new IOException("HTTP status " + response.statusCode());
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            long total = length < 0 ? (file.size() == null ? -1 : file.size()) : offset + length;
            if (file.size() != null && total != file.size()) {
                throw new IOException(
                        String.format(Locale.ROOT, "offers %,d bytes instead of %,d", total, file.size()));
            }
            reserve(part, total - offset);
            copy(body, file, part, channel, total);
        }
        return offset > 0;
    }

    /** After a refusal to go on in the middle; without an offset there is no Range and no second refusal. */
    private boolean fromStart(HttpClient client, URI address, DataFile file, Path part, FileChannel channel)
            throws IOException {
        if (channel.size() == 0) throw new IOException("answers with a part when asked for all");
        restart(channel);
        return transfer(client, address, file, part, channel);
    }

    private void copy(ResponseBody body, DataFile file, Path part, FileChannel channel, long total) throws IOException {
        long done = channel.size();
        try {
            for (Optional<List<ByteBuffer>> chunk = body.next(); chunk.isPresent(); chunk = body.next()) {
                for (ByteBuffer bytes : chunk.get()) {
                    int count = bytes.remaining();
                    if (total >= 0 && done + count > total) {
                        throw new IOException(String.format(Locale.ROOT, "sent more than %,d bytes", total));
                    }
                    write(channel, bytes, file, part, done);
                    done += count;
                }
                progress.progress(file.name(), done, total);
            }
        } catch (InterruptedException e) {
            throw interrupted(file, done);
        }
        if (total >= 0 && done < total) {
            throw new IOException(String.format(Locale.ROOT, "broke off after %,d of %,d bytes", done, total));
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, DataFile file, Path part, long done)
            throws IOException {
        try {
            while (bytes.hasRemaining()) channel.write(bytes);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) throw interrupted(file, done);
            throw new DatasetUnavailableException(
                    String.format(
                            Locale.ROOT,
                            "%s cannot be written after %,d bytes (%s); free some space and ask again, the download goes on from there",
                            part,
                            done,
                            reason(e)),
                    e);
        }
    }

    /** Says so before the download, not after an hour of it, if the disk is too small. */
    private static void reserve(Path part, long bytes) throws IOException {
        long free = Files.getFileStore(part).getUsableSpace();
        if (bytes > free && free > 0) {
            throw new DatasetUnavailableException(String.format(
                    Locale.ROOT,
                    "%s needs %,d bytes more but its disk has %,d left; free some space and ask again",
                    part,
                    bytes,
                    free));
        }
    }

    private static FileChannel openForWriting(Path path, Path folder) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) throw e;
            throw new DatasetUnavailableException(
                    "the folder " + folder + " cannot be written (" + reason(e)
                            + "); make it writable or name another one in INFIMUM_DATASETS and put the files into it",
                    e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // another thread of this very process
            return null;
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new DatasetUnavailableException(
                    "the download " + part + " is complete but its file system cannot rename it; rename it to "
                            + target.getFileName(),
                    e);
        }
    }

    private static void restart(FileChannel channel) throws IOException {
        if (channel.size() > 0) channel.truncate(0);
        channel.position(0);
    }

    /** An interrupt as an exception, with the interrupt left set for whoever runs this thread. */
    private static InterruptedIOException interrupted(DataFile file, long done) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException(String.format(
                Locale.ROOT,
                "the download of %s was interrupted after %,d bytes; ask again and it goes on from there",
                file.name(),
                done));
    }

    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "no such host, or no network";
            }
        }
        if (e instanceof ConnectException) return "no connection";
        if (e instanceof HttpTimeoutException) return "no answer in time";
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
