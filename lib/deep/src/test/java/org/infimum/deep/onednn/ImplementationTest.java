package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.dnnl.convolution_forward;
import org.junit.jupiter.api.Test;

class ImplementationTest {
    @Test
    void thePreferredOneIsTakenWhereItIsThere() {
        assertEquals(2, Implementation.JIT_AVX2.index(List.of("brgconv:avx512", "gemm:jit", "jit:avx2", "jit:avx2:x")));
    }

    @Test
    void elseTheFirst() {
        assertEquals(0, Implementation.JIT_AVX2.index(List.of("brgconv:avx512", "gemm:jit")));
        assertEquals(0, Implementation.FIRST.index(List.of("brgconv:avx512", "jit:avx2")));
    }

    @Test
    void referenceImplementationsAreNeverTaken() {
        assertEquals(1, Implementation.FIRST.index(List.of("ref:any", "gemm:ref")));
        assertEquals(1, new Implementation("ref", List.of()).index(List.of("ref:any", "simple:any", "ref")));
        assertEquals(-1, Implementation.FIRST.index(List.of("ref:any", "ref_int8:any", "ref")));
        assertEquals(-1, Implementation.FIRST.index(List.of()));
    }

    @Test
    void wrongImplementationsAreNeverTaken() {
        assertEquals(1, Implementation.NOT_1X1.index(List.of("jit_1x1:avx2", "brgconv:avx2")));
        assertEquals(-1, Implementation.NOT_1X1.index(List.of("jit_1x1:avx2", "ref:any")));
    }

    @Test
    void anOperationThatOneDnnDoesNotKnowIsAnUnsupportedShape() {
        try (Natives natives = new Natives()) {
            UnsupportedShapeException refusal = assertThrows(
                    UnsupportedShapeException.class,
                    () -> Implementation.FIRST.<convolution_forward.primitive_desc>choose(
                            natives,
                            () -> {
                                throw new IllegalStateException("could not create a descriptor");
                            },
                            "convolution"));
            assertTrue(refusal.getMessage().contains("convolution (could not create a descriptor)"));
        }
    }
}
