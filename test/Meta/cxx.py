# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The first and last lines of functions in C and C++.

Which lines does each function have? The text is expected to be formatted by
clang-format: a space precedes the brace of a body, and none that of an
initialiser; the text between the last ';' or brace and a body ends with a
parameter list. A lambda is part of the function around it. For

  int f(int x) {
    return x;
  }

there is one Function("f", 1, ...) of 3 lines.
"""
import re
from dataclasses import dataclass

TOKENS = re.compile(
    r"""//[^\n]*|/\*.*?\*/                          # comments
      | R"(\w*)\(.*?\)\1"                           # raw strings
      | "(?:[^"\\\n]|\\.)*" | (?<!\w)'(?:[^'\\\n]|\\.)+'  # strings, characters
      | ^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*              # the preprocessor's lines
      | ^[ \t]*(?:public|private|protected):       # labels of a class""",
    re.M | re.S | re.X,
)
TYPES = re.compile(r"\b(namespace|class|struct|union|enum)\b|^extern$")
CLASS = re.compile(r"\b(?:class|struct|union)\s+(?:LLVM_\w+\s+)?(?:\w+::)*(\w+)")
NAMESPACE = re.compile(r"\bnamespace\b\s*([\w:]*)$")
NAME = re.compile(r"(operator\s*\S+?|[~\w]+)\s*(?:<[^()]*>)?\s*(?=\()")


@dataclass
class Piece:
    """A function that has a body, a scope, or a statement outside of functions.

    `owner` is the class around it, or ""; `around` is the position of the brace of the scope around it, or -1; `head` is
    the text before its body or its ';'; start and end are positions. A scope is yielded when it opens, with `end` at its
    brace."""

    kind: str
    owner: str
    around: int
    is_unnamed: bool
    head: str
    start: int
    end: int


@dataclass
class Function:
    name: str
    line: int
    lines: int
    text: str


def blank(text):
    """Returns `text` with the matches of TOKENS replaced by blanks."""
    return TOKENS.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def without_template(head):
    """Returns `head` without template parameters, whose defaults look like code."""
    while match := re.match(r"\s*template\s*<", head):
        position, angles, parens = match.end(), 1, 0
        while angles and position < len(head):
            parens += {"(": 1, ")": -1}.get(head[position], 0)
            angles += 0 if parens else {"<": 1, ">": -1}.get(head[position], 0)
            position += 1
        head = head[position:]
    return head.strip()


def kind_of_brace(head, is_spaced):
    """Returns what a brace after `head` opens: "function", "scope", or "value"."""
    head = re.sub(r"operator\s*[^\s(]+", "operator_", without_template(head))
    if not is_spaced or head.count("(") > head.count(")"):
        return "value"
    if TYPES.search(head.split("(")[0].strip()):
        return "scope"
    is_value = ")" not in head or re.search(r"=\s*(\(|\[|$)|[\]]$", head)
    return "value" if is_value else "function"


def pieces(text):
    """Yields the Pieces of a file, in order."""
    code = blank(text)
    braces = []  # Kinds of the open braces; inside a function, only values.
    classes, opens, unnamed = [""], [-1], [False]
    head, start = "", 0

    def piece(kind, end):
        return Piece(kind, classes[-1], opens[-1], unnamed[-1], head, start, end)

    for position, char in enumerate(code):
        inside = braces and braces[-1] != "scope"
        if char == "{" and inside:
            braces.append("value")
        elif char == "{":
            head = code[start:position]
            braces.append(kind_of_brace(head, code[position - 1].isspace()))
            if braces[-1] == "scope":
                yield piece("scope", position)
                opened = CLASS.search(without_template(head))
                space = NAMESPACE.search(head.strip())
                classes.append(opened.group(1) if opened else "")
                opens.append(position)
                unnamed.append(unnamed[-1] or bool(space and not space.group(1)))
                start = position + 1
        elif char == "}":
            closed = braces.pop() if braces else "scope"
            if closed == "function":
                yield piece("function", position)
            elif closed == "scope":
                classes, unnamed = classes[:-1] or [""], unnamed[:-1] or [False]
                opens = opens[:-1] or [-1]
            if closed != "value":
                start = position + 1
        elif char == ";" and not inside:
            head = code[start:position]
            yield piece("statement", position)
            start = position + 1


def functions(text):
    """Returns the functions of a file, in order."""
    code, found = blank(text), []
    for piece in pieces(text):
        if piece.kind == "function":
            name = NAME.search(without_template(piece.head)).group(1)
            start = piece.start + len(piece.head) - len(piece.head.lstrip())
            line = code.count("\n", 0, start) + 1
            lines = code.count("\n", start, piece.end) + 1
            found.append(Function(name, line, lines, text[start : piece.end + 1]))
    return found
