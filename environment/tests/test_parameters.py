"""Parameters of Java notebooks: reading the cell, writing the values."""

import math

import pytest
from infimum_environment.progress import UserError
from infimum_environment.report.parameters import declarations, java, literals
from infimum_environment.report.translator import JavaTranslator

CELL = """
// int hidden = 1;
int maxEpochs = 20;          // how long
final double rate = 1e-3; boolean full = false;
/* long ghost = 2L; */
long seed = 7L;
float mu = 0.9f;
String dataset = "a;b \\"c\\" // d";  // which one
double[] rates = {
    0.1, 0.2
};
String[] names = {"x", "y"};
java.nio.file.Path folder = Path.of("/tmp");
"""


def literal(name, text):
    return literals(declarations(CELL), {name: text}, "n.ipynb")[name]


def test_declarations_are_read_with_type_value_and_comment():
    found = {d.name: d for d in declarations(CELL)}
    assert list(found) == ["maxEpochs", "rate", "full", "seed", "mu", "dataset", "rates", "names", "folder"]
    assert (found["maxEpochs"].type, found["maxEpochs"].value, found["maxEpochs"].help) == ("int", "20", "how long")
    assert found["dataset"].value == '"a;b \\"c\\" // d"'
    assert found["dataset"].help == "which one"
    assert found["rates"].type == "double[]"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("maxEpochs", "2", "2"),
        ("rate", "5", "5.0"),
        ("rate", "1e-5", "1e-05"),
        ("rate", "inf", "Double.POSITIVE_INFINITY"),
        ("rate", "nan", "Double.NaN"),
        ("mu", "0.5", "0.5f"),
        ("full", "true", "true"),
        ("seed", "12345678901", "12345678901L"),
        ("dataset", 'C:\\new "x"', '"C:\\\\new \\"x\\""'),
        ("dataset", "12", '"12"'),
        ("dataset", "é\n", '"\\u00e9\\n"'),
        ("rates", "0.1,2", "new double[] {0.1, 2.0}"),
        ("rates", "[1, 2]", "new double[] {1.0, 2.0}"),
        ("rates", "{}", "new double[] {}"),
        ("names", "'a', b", 'new String[] {"a", "b"}'),
    ],
)
def test_a_text_becomes_a_literal_of_the_declared_type(name, text, expected):
    assert literal(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("maxEpochs", "2.5", "parameter maxEpochs is of Java's type int; '2.5' is not one."),
        ("maxEpochs", "3000000000", "parameter maxEpochs is of Java's type int; '3000000000' is not one."),
        ("full", "yes", "parameter full is of Java's type boolean; 'yes' is not one."),
        ("folder", "/x", "parameter folder is a java.nio.file.Path, which cannot be given on the command line"),
    ],
)
def test_a_value_of_another_type_is_refused(name, text, said):
    with pytest.raises(UserError) as caught:
        literal(name, text)
    assert said in str(caught.value)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(UserError) as caught:
        literals(declarations("int a = 1;\ndouble b = 2;"), {"epochs": "1"}, "n.ipynb")
    assert str(caught.value) == "n.ipynb has no parameter 'epochs'; its parameters are a (int), b (double)."
    with pytest.raises(UserError) as caught:
        literals([], {"epochs": "1"}, "n.ipynb")
    assert "has no cell tagged 'parameters'" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, "2"),
        (2**31, "2147483648L"),
        (-(2**31), "-2147483648"),
        (0.1, "0.1"),
        (-math.inf, "Double.NEGATIVE_INFINITY"),
        (True, "true"),
        (None, "null"),
        ('say "hi"\\', '"say \\"hi\\"\\\\"'),
        ([1, 2], "new int[] {1, 2}"),
        ([1, 2**40], "new long[] {1L, 1099511627776L}"),
        ([1, 0.5], "new double[] {1.0, 0.5}"),
        (["a"], 'new String[] {"a"}'),
        ([True, False], "new boolean[] {true, false}"),
    ],
)
def test_a_value_without_a_declaration_shows_its_own_type(value, expected):
    assert java(value) == expected


@pytest.mark.parametrize("value", [[], [1, "a"], {"a": 1}, 2**63])
def test_what_java_cannot_say_is_refused(value):
    with pytest.raises(ValueError):
        java(value)


def test_papermill_gets_assignments_not_declarations():
    assert JavaTranslator.codify({"maxEpochs": 2, "name": "x"}) == '// Parameters of this run\nmaxEpochs = 2;\nname = "x";'
    assert [p.name for p in JavaTranslator.inspect({"source": "int a = 1;"})] == ["a"]
