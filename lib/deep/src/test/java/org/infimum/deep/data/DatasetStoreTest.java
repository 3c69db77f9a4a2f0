package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.infimum.deep.data.DatasetCatalogue.Content;
import org.infimum.deep.data.DatasetCatalogue.DataFile;
import org.infimum.deep.data.DatasetCatalogue.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads run against a server on the loopback interface. */
@Timeout(60)
class DatasetStoreTest {
    private static final String FILE = "data.gz";
    private static final byte[] RAW = random(700_000);
    private static final byte[] DATA = TestBytes.gzip(RAW);

    @TempDir
    Path temporary;

    private HttpServer server;
    private ExecutorService serverThreads;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serverThreads = Executors.newCachedThreadPool();
        server.setExecutor(serverThreads);
        server.start();
        serve("/good", exchange -> ranged(exchange, DATA));
        serve("/plain", exchange -> whole(exchange, DATA));
        serve("/missing", exchange -> exchange.sendResponseHeaders(404, -1));
        byte[] wrong = DATA.clone();
        wrong[wrong.length / 2] ^= 1;
        serve("/wrong", exchange -> ranged(exchange, wrong));
        serve("/login", exchange -> whole(exchange, "<html>Please log in</html>".getBytes()));
        serve("/cut", exchange -> {
            // promises all, sends the first third
            int from = from(exchange);
            headers(exchange, from, DATA);
            exchange.getResponseBody().write(DATA, from, Math.min(DATA.length - from, DATA.length / 3));
            exchange.getResponseBody().flush();
        });
        serve("/silent", exchange -> {
            headers(exchange, from(exchange), DATA);
            exchange.getResponseBody().write(DATA, 0, 100_000);
            exchange.getResponseBody().flush();
            await(end);
        });
    }

    @AfterEach
    void stopServer() {
        end.countDown();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    @Test
    void downloadsOnceWithProgress() throws IOException {
        List<Long> seen = new ArrayList<>();
        DatasetStore store = store("/good").progress((file, done, total) -> {
            assertEquals(FILE, file);
            assertEquals(DATA.length, total);
            seen.add(done);
        });
        Path file = store.file("toy", FILE);
        assertEquals(cache().resolve(FILE), file);
        assertArrayEquals(DATA, Files.readAllBytes(file));
        assertFalse(Files.exists(part()));
        assertEquals(seen.stream().sorted().toList(), seen);
        assertEquals(DATA.length, seen.get(seen.size() - 1));
        assertEquals(file, store.file("toy", FILE));
        assertEquals(List.of("/good null"), requests);
    }

    @Test
    void goesOnAfterACut() throws IOException {
        Files.createDirectories(cache());
        Files.write(part(), Arrays.copyOf(DATA, 100_000));
        assertArrayEquals(DATA, Files.readAllBytes(store("/good").file("toy", FILE)));
        assertEquals(List.of("/good bytes=100000-"), requests);
    }

    @Test
    void goesOnWithinOneCallWhenTheLineBreaks() throws IOException {
        assertArrayEquals(DATA, Files.readAllBytes(store("/cut").file("toy", FILE)));
        assertTrue(requests.size() >= 3, requests.toString());
        assertEquals("/cut null", requests.get(0));
        assertTrue(requests.get(1).startsWith("/cut bytes="), requests.toString());
    }

    @Test
    void startsAgainWhereTheServerIgnoresRange() throws IOException {
        Files.createDirectories(cache());
        Files.write(part(), new byte[1000]);
        assertArrayEquals(DATA, Files.readAllBytes(store("/plain").file("toy", FILE)));
        assertEquals(List.of("/plain bytes=1000-"), requests);
    }

    @Test
    void aBadPartIsThrownAway() throws IOException {
        Files.createDirectories(cache());
        Files.write(part(), new byte[1000]);
        assertArrayEquals(DATA, Files.readAllBytes(store("/good").file("toy", FILE)));
        assertEquals(List.of("/good bytes=1000-", "/good null"), requests);
    }

    @Test
    void aCompletePartIsOnlyCheckedAndMoved() throws IOException {
        Files.createDirectories(cache());
        Files.write(part(), DATA);
        assertArrayEquals(DATA, Files.readAllBytes(store("/good").file("toy", FILE)));
        assertEquals(List.of(), requests);
    }

    @Test
    void aPartThatIsTooLongIsThrownAway() throws IOException {
        Files.createDirectories(cache());
        Files.write(part(), Arrays.copyOf(DATA, DATA.length + 5));
        assertArrayEquals(DATA, Files.readAllBytes(store("/good").file("toy", FILE)));
        assertEquals(List.of("/good null"), requests);
    }

    @Test
    void unknownSizeAndRefusedRange() throws IOException {
        Files.createDirectories(cache());
        Files.write(part(), Arrays.copyOf(DATA, DATA.length + 5));
        DataFile noSize = new DataFile(
                FILE, List.of(address("/good")), null, TestBytes.digest("MD5", DATA), null, null, false, null);
        assertArrayEquals(
                DATA, Files.readAllBytes(store(Optional.empty(), noSize).file("toy", FILE)));
        assertEquals(List.of("/good bytes=" + (DATA.length + 5) + "-", "/good null"), requests);
    }

    @Test
    void triesTheNextMirror() throws IOException {
        assertArrayEquals(
                DATA,
                Files.readAllBytes(
                        store("/missing", "/login", "/wrong", "/good").file("toy", FILE)));
        assertEquals(List.of("/missing null", "/login null", "/wrong null", "/good null"), requests);
    }

    @Test
    void wrongChecksumEverywhereSaysWhatToPutWhere() {
        String message = failure(store("/wrong"));
        assertTrue(message.contains(FILE + " of Toy"), message);
        assertTrue(message.contains("sent a file that has SHA-256"), message);
        assertTrue(message.contains("put the file (MD5 " + TestBytes.digest("MD5", DATA)), message);
        assertTrue(message.endsWith("into " + cache()), message);
        assertFalse(Files.exists(cache().resolve(FILE)));
    }

    @Test
    void offlineSaysWhatToPutWhere() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        DataFile file = file("http://localhost:" + closed + "/x", "http://no-such-host.invalid/x");
        String message = failure(store(Optional.empty(), file));
        assertTrue(message.contains("localhost:" + closed + ": no connection"), message);
        assertTrue(message.contains("no-such-host.invalid: "), message);
        assertTrue(message.contains(TestBytes.digest("MD5", DATA)), message);
        assertTrue(message.endsWith("into " + cache()), message);
        String switchedOff = failure(store("/good").offline());
        assertTrue(switchedOff.contains("downloads are switched off; put the file"), switchedOff);
        assertEquals(List.of(), requests);
    }

    @Test
    void aSilentServerIsLeftForTheNextMirror() throws IOException {
        DatasetStore store = new DatasetStore(
                catalogue(file(address("/silent"), address("/good"))),
                Optional.empty(),
                temporary.resolve("cache"),
                DownloadProgress.NONE,
                true,
                Duration.ofMillis(400));
        assertArrayEquals(DATA, Files.readAllBytes(store.file("toy", FILE)));
        assertTrue(requests.contains("/good bytes=100000-"), requests.toString());
    }

    @Test
    void anInterruptKeepsThePart() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        DatasetStore store = store("/silent").progress((file, done, total) -> {
            if (done == 100_000) begun.countDown();
        });
        Thread thread = new Thread(() -> {
            try {
                store.file("toy", FILE);
                thrown.complete(new AssertionError("not interrupted"));
            } catch (IOException e) {
                thrown.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag lost", e));
            }
        });
        thread.start();
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        // the interrupt has to wake a thread that waits for bytes, not only one that is between two of them
        while (thread.getState() == Thread.State.RUNNABLE) Thread.onSpinWait();
        thread.interrupt();
        Throwable e = thrown.get(30, TimeUnit.SECONDS);
        assertInstanceOf(InterruptedIOException.class, e);
        assertTrue(e.getMessage().contains("after 100,000 bytes; ask again"), e.getMessage());
        assertEquals(100_000, Files.size(part()));
        assertArrayEquals(DATA, Files.readAllBytes(store("/good").file("toy", FILE)));
        assertTrue(requests.contains("/good bytes=100000-"), requests.toString());
    }

    @Test
    void aFullDiskIsOneSentence() throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "skipped: no /dev/full");
        Files.createDirectories(cache());
        Files.createSymbolicLink(part(), Path.of("/dev/full"));
        String message = failure(store("/good"));
        assertTrue(message.startsWith(part() + " "), message);
        assertTrue(message.contains("free some space and ask again"), message);
    }

    @Test
    void aDiskThatIsTooSmallIsFoundOutBefore() {
        long petabyte = 1L << 50;
        serve("/huge", exchange -> exchange.sendResponseHeaders(200, petabyte));
        DataFile huge = new DataFile(
                FILE, List.of(address("/huge")), petabyte, TestBytes.digest("MD5", DATA), null, null, false, null);
        String message = failure(store(Optional.empty(), huge));
        assertTrue(message.contains("needs 1,125,899,906,842,624 bytes more but its disk has"), message);
    }

    @Test
    void twoDownloadsOfOneFileAreOneTooMany() throws IOException {
        Files.createDirectories(cache());
        try (FileChannel channel = FileChannel.open(
                        cache().resolve(FILE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertTrue(lock.isValid());
            String message = failure(store("/good"));
            assertTrue(message.startsWith("another process is downloading"), message);
        }
    }

    @Test
    void theUsersFolderComesFirst() throws IOException {
        Path mine = Files.createDirectories(temporary.resolve("mine/toy"));
        Files.write(mine.resolve(FILE), DATA);
        assertEquals(
                mine.resolve(FILE),
                store(Optional.of(temporary.resolve("mine")), file(address("/good")))
                        .file("toy", FILE));
        assertEquals(List.of(), requests);
    }

    @Test
    void dataCompressedAnewOrUnpackedWillDo() throws IOException {
        Path mine = Files.createDirectories(temporary.resolve("mine/toy"));
        DatasetStore store = store(Optional.of(temporary.resolve("mine")), file(address("/good")));
        byte[] other = DATA.clone();
        // the operating-system byte of the gzip header: other bytes, same contents
        other[9] = 7;
        Files.write(mine.resolve(FILE), other);
        assertEquals(mine.resolve(FILE), store.file("toy", FILE));
        Files.delete(mine.resolve(FILE));
        Files.write(mine.resolve("data"), RAW);
        assertEquals(mine.resolve("data"), store.file("toy", FILE));
        Files.write(mine.resolve("data"), new byte[RAW.length]);
        assertTrue(failure(store).startsWith(mine.resolve("data") + " holds data with SHA-256 "));
    }

    @Test
    void aWrongFileOfTheUserIsNamedAndLeftAlone() throws IOException {
        Path mine = Files.createDirectories(temporary.resolve("mine/toy"));
        DatasetStore store = store(Optional.of(temporary.resolve("mine")), file(address("/good")));
        Files.write(mine.resolve(FILE), Arrays.copyOf(DATA, 5000));
        String md5 = TestBytes.digest("MD5", DATA);
        assertEquals(
                mine.resolve(FILE) + " is a truncated gzip file; replace it by the file with MD5 " + md5
                        + ", or delete it to have it downloaded",
                failure(store));
        assertEquals(5000, Files.size(mine.resolve(FILE)));
        Files.writeString(mine.resolve(FILE), "no gzip at all");
        assertTrue(failure(store).contains("is a damaged gzip file"), failure(store));
        assertEquals(List.of(), requests);
    }

    @Test
    void aWrongFolderIsNamed() {
        Path nowhere = temporary.resolve("nowhere");
        String message = failure(store(Optional.of(nowhere), file(address("/good"))));
        assertEquals(
                "INFIMUM_DATASETS names " + nowhere
                        + ", which is not a folder; correct it to the folder that holds toy/data.gz, or unset it",
                message);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(temporary.resolve("cache"), "a file where the folder should be");
        String message = failure(store("/good"));
        assertTrue(message.startsWith("the folder " + cache() + " for data.gz cannot be made"), message);
    }

    @Test
    void saysWhatIsHere() throws IOException {
        DatasetStore store = store("/good");
        assertEquals("toy: to be downloaded (data.gz)", store.available().get(0).toString());
        store.file("toy", FILE);
        assertEquals("toy: here", store.available().get(0).toString());
        assertTrue(store.toString().contains(temporary.resolve("cache").toString()));
    }

    @Test
    void embeddedFilesAreNotInTheStore() {
        DatasetStore store = new DatasetStore(DatasetCatalogue.standard(), Optional.empty(), temporary);
        assertTrue(store.available().get(0).embedded());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> store.file("digits", "digits.csv.gz"))
                .getMessage()
                .contains("Datasets.named(\"digits\")"));
    }

    @Test
    void cacheFolderOfEachSystem() {
        Path home = temporary.resolve("home");
        Path xdg = temporary.resolve("xdg");
        assertEquals(home.resolve(".cache/infimum"), CacheFolder.of(Map.of(), "Linux", home));
        assertEquals(xdg.resolve("infimum"), CacheFolder.of(Map.of("XDG_CACHE_HOME", xdg.toString()), "Linux", home));
        assertEquals(
                home.resolve(".cache/infimum"), CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", home));
        assertEquals(home.resolve("Library/Caches/infimum"), CacheFolder.of(Map.of(), "Mac OS X", home));
        assertEquals(
                xdg.resolve("infimum"), CacheFolder.of(Map.of("LOCALAPPDATA", xdg.toString()), "Windows 11", home));
        assertEquals(home.resolve("AppData/Local/infimum"), CacheFolder.of(Map.of(), "Windows 11", home));
    }

    @Test
    void theVariableIsReadFromTheEnvironment() {
        Path missing = temporary.resolve("missing");
        DatasetStore store = DatasetStore.from(Map.of(DatasetStore.VARIABLE, missing.toString()), "Linux", temporary);
        String message = assertThrows(DatasetUnavailableException.class, () -> Mnist.load(store))
                .getMessage();
        assertTrue(message.startsWith("INFIMUM_DATASETS names " + missing), message);
    }

    private DatasetStore store(String... paths) {
        return store(
                Optional.empty(), file(Arrays.stream(paths).map(this::address).toArray(String[]::new)));
    }

    private DatasetStore store(Optional<Path> directory, DataFile file) {
        return new DatasetStore(catalogue(file), directory, temporary.resolve("cache"));
    }

    private static DatasetCatalogue catalogue(DataFile file) {
        return new DatasetCatalogue(
                List.of(new Entry("toy", "Toy", "idx", "CC0", "https://example.org/", List.of(file))));
    }

    private static DataFile file(String... addresses) {
        return new DataFile(
                FILE,
                List.of(addresses),
                (long) DATA.length,
                TestBytes.digest("MD5", DATA),
                TestBytes.digest("SHA-256", DATA),
                new Content(RAW.length, TestBytes.digest("SHA-256", RAW)),
                false,
                null);
    }

    private Path cache() {
        return temporary.resolve("cache/toy");
    }

    private Path part() {
        return cache().resolve(FILE + ".part");
    }

    private static String failure(DatasetStore store) {
        String message = assertThrows(DatasetUnavailableException.class, () -> store.file("toy", FILE))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private String address(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            requests.add(path + " " + exchange.getRequestHeaders().getFirst("Range"));
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }

    private static void headers(HttpExchange exchange, int from, byte[] data) throws IOException {
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (data.length - 1) + "/" + data.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, data.length - from);
    }

    private static void ranged(HttpExchange exchange, byte[] data) throws IOException {
        int from = from(exchange);
        if (from >= data.length) {
            exchange.sendResponseHeaders(416, -1);
        } else {
            headers(exchange, from, data);
            exchange.getResponseBody().write(data, from, data.length - from);
        }
    }

    private static void whole(HttpExchange exchange, byte[] data) throws IOException {
        headers(exchange, 0, data);
        exchange.getResponseBody().write(data);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
