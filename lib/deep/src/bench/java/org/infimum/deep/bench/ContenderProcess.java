package org.infimum.deep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A contender of the benchmark 'training': a process that waits, and computes a block of iterations when told. */
final class ContenderProcess implements AutoCloseable {
    /** A contender that did not start or ended. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }

    /** What the contender measured: milliseconds of the whole block, and the last iteration's loss. */
    record Block(double wall, double processor, double loss) {}

    /** OpenMP's, which oneDNN has too, the two BLAS libraries', and ND4J's own. */
    private static final List<String> THREADS = List.of(
            "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "SD_MAX_THREADS", "SD_MASTER_THREADS");

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;
    private final boolean passive;
    private long parameters;

    private ContenderProcess(String name, boolean passive, Process process) {
        this.name = name;
        this.passive = passive;
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        requests = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a process and returns at once; call {@link #await}. */
    static ContenderProcess start(String name, List<String> command, int threads, boolean passive) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String variable : THREADS) {
            builder.environment().put(variable, Integer.toString(threads));
        }
        if (!passive) {
            builder.environment().remove("OMP_WAIT_POLICY");
            builder.environment().remove("GOMP_SPINCOUNT");
        }
        return new ContenderProcess(name, passive, builder.start());
    }

    /** Our side: this program's own Java, class path and options. */
    static List<String> javaCommand(String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    String name() {
        return name;
    }

    /** How its OpenMP threads wait. */
    String waiting() {
        return passive ? "passively" : "as by default";
    }

    long parameters() {
        return parameters;
    }

    /** Waits until the network is made. */
    void await() throws Failure, IOException {
        parameters = Long.parseLong(answer("ready")[1]);
    }

    Block run(int iterations) throws Failure, IOException {
        try {
            requests.write("run " + iterations + "\n");
            requests.flush();
        } catch (IOException e) {
            throw ended();
        }
        String[] part = answer("done");
        return new Block(Double.parseDouble(part[1]), Double.parseDouble(part[2]), Double.parseDouble(part[3]));
    }

    /** Libraries print lines of their own: those are passed on. */
    private String[] answer(String first) throws Failure, IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            String[] part = line.split(" ");
            if (part[0].equals(first)) {
                return part;
            }
            System.out.println(name + ": " + line);
        }
        throw ended();
    }

    private Failure ended() {
        try {
            return new Failure(name + " ended (exit status " + process.waitFor() + "); its message is above.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failure(name + " was interrupted.");
        }
    }

    /** Processor time so far; zero where the system does not say. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Megabytes of memory at its peak ("VmHWM") or now ("VmRSS"); NaN where the system has no such file. */
    double megabytes(String field) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            Matcher line = Pattern.compile("(?m)^" + field + ":\\s+(\\d+) kB").matcher(Files.readString(status));
            return line.find() ? Long.parseLong(line.group(1)) / 1024.0 : Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            // its memory and its processor time are the next contender's
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
