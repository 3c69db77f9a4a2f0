"""Which line of a cell failed; the traces are JJava's own."""

import pytest
from infimum_environment.report.failure import failing_lines, message, snippets

COMPILE = [
    "\x1b[39m\x1b[1m|   \x1b[39m\x1b[1mint q = \x1b[0m\x1b[39m\x1b[1m\x1b[41mnothing\x1b[0m\x1b[39m\x1b[1m + 1;\x1b[0m",
    "\x1b[1m\x1b[31mcannot find symbol\x1b[0m",
    "\x1b[1m\x1b[31m  symbol:   variable nothing\x1b[0m",
    "",
]
OUT_OF_BOUNDS = [
    "\x1b[1m\x1b[31mjava.lang.IndexOutOfBoundsException: Index: 1 Size: 1\x1b[0m",
    "\x1b[1m\x1b[31m\tat java.base/java.util.ImmutableCollections$List12.get(ImmutableCollections.java:585)\x1b[0m",
    "\x1b[1m\x1b[31m\tat .(#12:1)\x1b[0m",
]


def test_a_compile_error_quotes_its_line():
    assert failing_lines("int a = 1;\nint q = nothing + 1;\n", COMPILE) == ["int q = nothing + 1;"]
    assert message("CompilationException", "[snippet ...]", COMPILE) == "cannot find symbol; symbol:   variable nothing"


def test_the_called_method_tells_the_statement():
    source = 'System.out.println("get");\nlist.get(1);\nint c = 3;'
    assert failing_lines(source.replace('"get"', '"x"'), OUT_OF_BOUNDS) == ["list.get(1);"]
    assert message("RuntimeException", "...", OUT_OF_BOUNDS) == "java.lang.IndexOutOfBoundsException: Index: 1 Size: 1"


def test_the_line_inside_a_loop_is_found():
    source = "int n = 2;\nfor (int i = 0; i < n; i++) {\n    list.get(i);\n}"
    assert failing_lines(source, [*OUT_OF_BOUNDS[:2], "\tat .(#12:2)"]) == ["list.get(i);"]


def test_several_possibilities_are_all_shown():
    assert failing_lines("int a = 1;\nint b = a / 0;", ["ArithmeticException: / by zero", "\tat .(#13:1)"]) == [
        "int a = 1;",
        "int b = a / 0;",
    ]


def test_without_a_trace_the_first_line_is_shown():
    assert failing_lines("\n\nrun.train();\nx();", []) == ["run.train();"]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("int a = 1; int b = 2;", 2),
        ("for (int i = 0; i < 3; i++) { f(); }\ng();", 2),
        ("try { f(); } catch (Exception e) { g(); } finally { h(); }", 1),
        ('String s = "a;b}" + \';\'; // c; d\nf();', 2),
        ("int[] a = {1, 2};\nRunnable r = () -> { f(); };", 2),
        ("run.table()", 1),
    ],
)
def test_cells_are_cut_into_statements(source, count):
    assert len(snippets(source)) == count
