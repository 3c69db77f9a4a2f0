"""Parameters of Java notebooks: what the cell tagged `parameters` declares, and values written as Java.

Values are assigned, never declared again: a second declaration would reset, in JShell, everything made from the first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..progress import UserError

_INT = 2**31
_LONG = 2**63
_DECLARATION = re.compile(
    r"""(?:^|(?<=;))[ \t]*(?:final\s+)?
        (?P<type>[A-Za-z_][\w.]*(?:<[^;=]*>)?(?:\s*\[\s*\])*)\s+
        (?P<name>[A-Za-z_$][\w$]*)\s*=\s*
        (?P<value>(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|[^;"'])*);
        (?:[ \t]*//[ \t]*(?P<help>[^\n]*))?""",
    re.MULTILINE | re.VERBOSE,
)


class JavaLiteral(str):
    """Text that is Java already."""


@dataclass(frozen=True)
class Declaration:
    """`type name = value;  // help`"""

    type: str
    name: str
    value: str
    help: str


def declarations(source: str) -> list[Declaration]:
    """The variables that a cell declares with a value, in order."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"(?m)^[ \t]*//.*$", "", source)
    return [
        Declaration(re.sub(r"\s", "", match["type"]), match["name"], match["value"].strip(), (match["help"] or "").strip())
        for match in _DECLARATION.finditer(source)
    ]


def literals(declared: list[Declaration], values: Mapping[str, str], notebook: str) -> dict[str, JavaLiteral]:
    """The texts of a command line as Java literals of the declared types."""
    by_name = {declaration.name: declaration for declaration in declared}
    for name in values:
        if name not in by_name:
            known = ", ".join(f"{d.name} ({d.type})" for d in declared)
            hint = f"its parameters are {known}" if known else "it has no cell tagged 'parameters' that declares any"
            raise UserError(f"{notebook} has no parameter '{name}'; {hint}.")
    return {name: JavaLiteral(_literal(by_name[name].type, value, name)) for name, value in values.items()}


def java(value: object) -> str:
    """A value of JSON or YAML as Java, its type read off the value."""
    if isinstance(value, JavaLiteral):
        return str(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not -_LONG <= value < _LONG:
            raise ValueError(f"{value} is too large for a Java long")
        return f"{value}" if -_INT <= value < _INT else f"{value}L"
    if isinstance(value, float):
        return _double(value)
    if isinstance(value, str):
        # Java reads the escapes that JSON writes, surrogate pairs included
        return json.dumps(value)
    if isinstance(value, (list, tuple)):
        kind = _element_type(value)
        elements = [float(v) if kind == "double" else v for v in value]
        texts = [java(v) + "L" if kind == "long" and not java(v).endswith("L") else java(v) for v in elements]
        return f"new {kind}[] {{{', '.join(texts)}}}"
    raise ValueError(f"a Java notebook takes numbers, texts, booleans and lists of these, not {type(value).__name__}")


def _element_type(values: list | tuple) -> str:
    kinds = {type(v) for v in values}
    if kinds == {bool}:
        return "boolean"
    if kinds == {str}:
        return "String"
    if kinds == {int}:
        return "int" if all(-_INT <= v < _INT for v in values) else "long"
    if kinds and kinds <= {int, float}:
        return "double"
    raise ValueError("a list must hold values of one kind, and at least one: " + json.dumps(list(values)))


def _literal(kind: str, text: str, name: str) -> str:
    if kind.endswith("[]"):
        element = kind[:-2]
        inner = text.strip()
        if inner[:1] + inner[-1:] in ("[]", "{}"):
            inner = inner[1:-1]
        parts = [_unquoted(part.strip()) for part in inner.split(",")] if inner.strip() else []
        return f"new {element}[] {{{', '.join(_literal(element, part, name) for part in parts)}}}"
    readers = {"int": _int, "long": _long, "double": _any_double, "float": _float, "boolean": _boolean, "String": json.dumps}
    if kind not in readers:
        raise UserError(f"parameter {name} is a {kind}, which cannot be given on the command line; change it in the notebook.")
    try:
        return readers[kind](text)
    except ValueError:
        raise UserError(f"parameter {name} is of Java's type {kind}; '{text}' is not one.") from None


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def _int(text: str) -> str:
    value = int(text)
    if not -_INT <= value < _INT:
        raise ValueError(text)
    return str(value)


def _long(text: str) -> str:
    value = int(text.removesuffix("L"))
    if not -_LONG <= value < _LONG:
        raise ValueError(text)
    return f"{value}L"


def _any_double(text: str) -> str:
    return _double(float(text))


def _double(value: float, box: str = "Double") -> str:
    if math.isnan(value):
        return f"{box}.NaN"
    if math.isinf(value):
        return f"{box}.{'POSITIVE' if value > 0 else 'NEGATIVE'}_INFINITY"
    return repr(value)


def _float(text: str) -> str:
    value = _double(float(text), "Float")
    return value if value.startswith("Float") else value + "f"


def _boolean(text: str) -> str:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text
