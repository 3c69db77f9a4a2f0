package org.infimum.deep.detection;

/**
 * One number of what a task's data consist of, and what is wrong with them.
 *
 * @param set the set of images
 * @param what what is counted
 * @param count how many
 */
public record DataCount(String set, String what, long count) {}
