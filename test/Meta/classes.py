# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The methods of classes in C++.

How many methods does each class have? Functions that it declares or defines count,
be they private, static or virtual. Constructors, destructors, operators, friends
and accessors do not: an accessor only returns an expression without calls, or with
one call without arguments. For

  class Row {
  public:
    explicit Row(int size);
    bool operator==(const Row &other) const;
    int getSize() const { return size; }
    void resize(int size);
  };

there is one Class("Row", 1, 1), whose only method is resize.
"""
import re
from dataclasses import dataclass

from cxx import CLASS, blank, pieces, without_template
from headers import function_of

ACCESSOR = re.compile(r"\{\s*return\b[^;(]*(?:\(\))?[^;(]*;\s*\}")


@dataclass
class Class:
    name: str
    line: int
    methods: int


def is_method(piece, body):
    """Returns True if `piece`, which is in a class, is a method; `body` is its text after the head."""
    function = function_of(piece.head)
    if piece.kind == "scope" or not function or ACCESSOR.fullmatch(body):
        return False
    name = function[1]
    return not name.startswith(("operator", "~")) and name != piece.owner


def classes(text):
    """Returns the classes of a file that are not in functions, in order."""
    code, found = blank(text), {}
    for piece in pieces(text):
        head = without_template(piece.head)
        opened = CLASS.search(head) if piece.kind == "scope" else None
        if opened and not head.startswith("enum"):
            line = code.count("\n", 0, piece.end) + 1
            found[piece.end] = Class(opened.group(1), line, 0)
        elif piece.around in found:
            body = code[piece.start + len(piece.head) : piece.end + 1]
            found[piece.around].methods += is_method(piece, body)
    return list(found.values())
