package org.infimum.deep.onednn;

/** What oneDNN made for one input shape, to be freed together. */
interface Operations extends AutoCloseable {
    @Override
    void close();
}
