package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImplementationTest {
    @Test
    void thePreferredOneIsTakenWhereItIsThere() {
        assertEquals(2, Implementation.index(List.of("brgconv:avx512", "gemm:jit", "jit:avx2", "jit:avx2:x"), "jit:avx2"));
    }

    @Test
    void elseTheFirst() {
        assertEquals(0, Implementation.index(List.of("brgconv:avx512", "gemm:jit"), "jit:avx2"));
        assertEquals(0, Implementation.index(List.of("brgconv:avx512", "jit:avx2"), ""));
    }

    @Test
    void referenceImplementationsAreNeverTaken() {
        assertEquals(1, Implementation.index(List.of("ref:any", "gemm:ref"), ""));
        assertEquals(1, Implementation.index(List.of("ref:any", "simple:any", "ref"), "ref"));
        assertEquals(-1, Implementation.index(List.of("ref:any", "ref_int8:any", "ref"), ""));
        assertEquals(-1, Implementation.index(List.of(), ""));
    }
}
