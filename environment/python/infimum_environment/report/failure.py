"""What went wrong in a cell, from the traces of JJava: which lines, and what Java said.

JJava names the line inside a snippet (a statement of the cell), but not which snippet of the cell it was. So the line is
looked for in three ways, and where these leave several possibilities, all are shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SNIPPET_LINE = re.compile(r"^\s*at .*\(#\d+:(\d+)\)")
_FRAME = re.compile(r"^\s*at [\w./$]*?(\w+)\.([\w<>]+)\([^#]*\)$")
_GOES_ON = re.compile(r"\s*(?:[;,.)\]?:+*=<>&|-]|else\b|catch\b|finally\b|while\b)")


def message(name: str, value: str, traceback: Sequence[str]) -> str:
    """What Java said, in its own words rather than those of the kernel."""
    lines = [_ANSI.sub("", line).rstrip() for line in traceback]
    if name == "CompilationException":
        said = [line.strip() for line in lines if line.strip() and not line.startswith("|")]
        return "; ".join(said) or value
    first = next((line for line in lines if line and not line.lstrip().startswith("at ")), "")
    return first.strip() or (f"{name}: {value}" if value else name)


def failing_lines(source: str, traceback: Sequence[str]) -> list[str]:
    """The line of the cell that failed, or those among which it is."""
    own = [line.strip() for line in source.splitlines() if line.strip()]
    trace = [_ANSI.sub("", line) for line in "\n".join(traceback).splitlines()]
    # a compile error quotes the line behind a bar
    quoted = [line.lstrip("| ").strip() for line in trace if line.startswith("|")]
    if found := [line for line in own if line in quoted]:
        return found[:1]
    number = next((int(match[1]) for line in trace if (match := _SNIPPET_LINE.match(line))), None)
    if number is None:
        return own[:1]
    candidates = [s.splitlines()[number - 1].strip() for s in snippets(source) if len(s.splitlines()) >= number]
    called = _called(trace)
    named = [line for line in candidates if called and re.search(rf"\b{re.escape(called)}\b", line)]
    return named or candidates or own[:1]


def _called(trace: list[str]) -> str:
    """The method (the class, if a constructor) that the cell had called: the frame just above the cell's own."""
    for line, below in zip(trace, trace[1:], strict=False):
        if _SNIPPET_LINE.match(below) and (match := _FRAME.match(line)):
            return match[1] if match[2] == "<init>" else match[2]
    return ""


def snippets(source: str) -> list[str]:
    """A cell cut into its statements, as JShell takes them."""
    result, depth, start, i = [], 0, 0, 0
    while i < len(source):
        skipped = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*(?:.|\n)*?\*/').match(source, i)
        if skipped:
            i = skipped.end()
            continue
        character = source[i]
        i += 1
        depth += (character in "({[") - (character in ")}]")
        closed = character == ";" or (character == "}" and not _GOES_ON.match(source, i))
        if depth == 0 and closed:
            result.append(source[start:i].strip())
            start = i
    rest = source[start:].strip()
    return [snippet for snippet in (*result, rest) if snippet]
