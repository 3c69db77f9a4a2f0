package org.infimum.deep.data;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.infimum.deep.data.DatasetCatalogue.DataFile;

/**
 * Brings one file of the catalogue into a folder. The bytes grow in {@code NAME.part}, which outlives a cut line, an interrupt and
 * a killed process and is gone on with by HTTP Range; only a part with the right checksum gets the file's name, by an atomic move.
 */
final class Downloader {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    // one mirror may break off that often, if each time it brought something
    private static final int ATTEMPTS = 5;

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
        List<String> failures = new ArrayList<>();
        for (String address : file.addresses()) {
            Optional<String> failure = fromMirror(client, URI.create(address), file, part, channel);
            if (failure.isEmpty()) return;
            failures.add(URI.create(address).getAuthority() + ": " + failure.get());
        }
        throw new AllMirrorsFailed(String.join("; ", failures));
    }

    /** Why {@code address} did not deliver; empty if the part is now complete and right. */
    private Optional<String> fromMirror(HttpClient client, URI address, DataFile file, Path part, FileChannel channel)
            throws IOException {
        String why = "broke off " + ATTEMPTS + " times";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long before = channel.size();
            boolean resumed = before > 0;
            // a process may have died between the last byte and the move: then there is nothing left to ask for
            boolean complete = file.size() != null && before == file.size();
            if (file.size() != null && before > file.size()) restart(channel);
            if (!complete) {
                try {
                    resumed = transfer(client, address, file, part, channel);
                } catch (InterruptedIOException | DatasetUnavailableException e) {
                    throw e;
                } catch (IOException e) {
                    if (channel.size() <= before && !(e instanceof RangeRefused)) return Optional.of(reason(e));
                    why = reason(e);
                    continue;
                }
            }
            Optional<String> problem = FileCheck.exact(part, file);
            if (problem.isEmpty()) return problem;
            restart(channel);
            // the bad bytes may be those that an earlier, broken download left: once more from the start
            if (!resumed) return Optional.of("sent a file that " + problem.get());
            why = problem.get();
        }
        return Optional.of(why);
    }

    /** The server has nothing from this offset on; the part has been emptied. */
    private static final class RangeRefused extends IOException {
        private static final long serialVersionUID = 1L;

        RangeRefused() {
            super("refused to go on in the middle");
        }
    }

    /** One request; true if it went on with earlier bytes. */
    private boolean transfer(HttpClient client, URI address, DataFile file, Path part, FileChannel channel)
            throws IOException {
        long offset = channel.size();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(patience).GET();
        if (offset > 0) request.header("Range", "bytes=" + offset + "-");
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(file, offset);
        }
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> {
                    restart(channel);
                    offset = 0;
                }
                case 206 -> {
                    String range =
                            response.headers().firstValue("Content-Range").orElse("");
                    if (!range.startsWith("bytes " + offset + "-")) {
                        restart(channel);
                        throw new RangeRefused();
                    }
                }
                case 416 -> {
                    restart(channel);
                    throw new RangeRefused();
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

    private void copy(InputStream body, DataFile file, Path part, FileChannel channel, long total) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long done = channel.size();
        AtomicLong heard = new AtomicLong(System.nanoTime());
        AtomicBoolean silent = new AtomicBoolean();
        // java.net.http limits the time to the headers only: a server that falls silent later would hold the caller for
        // ever
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "download watch");
            thread.setDaemon(true);
            return thread;
        });
        try {
            long period = Math.max(1, patience.toMillis() / 4);
            watch.scheduleAtFixedRate(
                    () -> {
                        if (System.nanoTime() - heard.get() > patience.toNanos() && silent.compareAndSet(false, true))
                            close(body);
                    },
                    period,
                    period,
                    TimeUnit.MILLISECONDS);
            while (true) {
                int count = read(body, buffer, file, done);
                if (silent.get()) throw new HttpTimeoutException("");
                if (count < 0) break;
                heard.set(System.nanoTime());
                if (total >= 0 && done + count > total)
                    throw new IOException(String.format(Locale.ROOT, "sent more than %,d bytes", total));
                write(channel, ByteBuffer.wrap(buffer, 0, count), file, part, done);
                done += count;
                progress.progress(file.name(), done, total);
            }
        } finally {
            watch.shutdownNow();
        }
        if (total >= 0 && done < total)
            throw new IOException(String.format(Locale.ROOT, "broke off after %,d of %,d bytes", done, total));
    }

    private static int read(InputStream body, byte[] buffer, DataFile file, long done) throws IOException {
        if (Thread.currentThread().isInterrupted()) throw interrupted(file, done);
        try {
            return body.read(buffer);
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InterruptedException) throw interrupted(file, done);
            }
            if (Thread.currentThread().isInterrupted()) throw interrupted(file, done);
            throw e;
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

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // closing is only the means to wake the reader, which reports the silence itself
            return;
        }
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
