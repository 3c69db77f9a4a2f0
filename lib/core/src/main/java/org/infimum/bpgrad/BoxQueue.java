package org.infimum.bpgrad;

import java.util.Arrays;

/** A priority queue of boxes, smallest key first, on flat arrays: nothing is allocated once it has grown. */
final class BoxQueue {
    private final int d;
    private int size;
    private int slots;
    private int[] heap = new int[64]; // slots in heap order
    private int[] spare = new int[64];
    private int spares;
    private double[] key = new double[64];
    private int[] node = new int[64];
    private double[] corners;

    BoxQueue(int dimension) {
        d = dimension;
        corners = new double[64 * 2 * dimension];
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
        slots = 0;
        spares = 0;
    }

    double topKey() {
        return key[heap[0]];
    }

    void push(int id, double priority, double[] lower, double[] upper) {
        int slot = spares > 0 ? spare[--spares] : newSlot();
        key[slot] = priority;
        node[slot] = id;
        System.arraycopy(lower, 0, corners, slot * 2 * d, d);
        System.arraycopy(upper, 0, corners, slot * 2 * d + d, d);
        int at = size++;
        while (at > 0) {
            int above = (at - 1) >> 1;
            if (key[heap[above]] <= priority) {
                break;
            }
            heap[at] = heap[above];
            at = above;
        }
        heap[at] = slot;
    }

    private int newSlot() {
        if (slots == heap.length) {
            int capacity = 2 * slots;
            heap = Arrays.copyOf(heap, capacity);
            spare = Arrays.copyOf(spare, capacity);
            key = Arrays.copyOf(key, capacity);
            node = Arrays.copyOf(node, capacity);
            corners = Arrays.copyOf(corners, Math.multiplyExact(capacity, 2 * d));
        }
        return slots++;
    }

    /** Takes the box with the smallest key; writes its corners. */
    int pop(double[] lower, double[] upper) {
        int top = heap[0];
        int last = heap[--size];
        int at = 0;
        while (true) {
            int below = 2 * at + 1;
            if (below >= size) {
                break;
            }
            if (below + 1 < size && key[heap[below + 1]] < key[heap[below]]) {
                below++;
            }
            if (key[heap[below]] >= key[last]) {
                break;
            }
            heap[at] = heap[below];
            at = below;
        }
        heap[at] = last;
        System.arraycopy(corners, top * 2 * d, lower, 0, d);
        System.arraycopy(corners, top * 2 * d + d, upper, 0, d);
        spare[spares++] = top;
        return node[top];
    }
}
