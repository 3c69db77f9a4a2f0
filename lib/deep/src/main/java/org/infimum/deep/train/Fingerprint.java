package org.infimum.deep.train;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.infimum.deep.NetworkAdapter;

/** Short texts that tell networks apart. */
final class Fingerprint {
    private Fingerprint() {}

    /** Kind, number of parameters and a checksum of the configuration, its progress counters left out. */
    static String of(NetworkAdapter net) {
        String json = net.configuration().replaceAll("\"(iterationCount|epochCount)\"\\s*:\\s*\\d+", "");
        CRC32 crc = new CRC32();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        return net.network().getClass().getSimpleName() + " of " + net.params().length() + " parameters, "
                + Long.toHexString(crc.getValue());
    }
}
