package org.infimum.deep.data;

/** What becomes of the images that are left when the batch does not divide their number. */
public enum LastBatch {
    /** They make a smaller batch, as in MatConvNet, with which the paper's experiments ran. The default. */
    KEEP,
    /** They sit this epoch out; another epoch's order brings others to this place. */
    DROP
}
