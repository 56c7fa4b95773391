# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The files that implement the declarations of headers.

Does a declaration lead to its code? Functions that lib/A/X.h or ag/A/X.h
declares are defined in lib/A/X.cpp, or inline; so are those of emulator/A/X.h.
Functions of a class that is too large for one file may be in other files whose
names begin with X. For

  class Size {
    std::optional<int64_t> getNumber() const;
  };
  Size multiply(const Size &a, const Size &b);

("Size", "getNumber") and ("", "multiply") are declared. Each pass that a phase's
Passes.h declares has a file, to which docs/Passes.md links.
"""
import re

from cxx import NAME, pieces, without_template

HEADER = re.compile(r"(include/ag|lib|emulator)/(.*)\.h$")
#: Headers, by name, whose declarations are defined in many files.
LISTS = re.compile(r"Phases/\w+/Passes$|^Forms/Families$|^Driver/Cuda$")
NO_FUNCTION = re.compile(r"\s*(using|typedef|friend|static_assert|extern template|return)\b")
QUALIFIED = re.compile(r"(\w+)\s*::\s*(operator_|[~\w]+)\s*\($")


def without_angles(text):
    """Returns `text` without angle brackets and the text between them."""
    while (shorter := re.sub(r"<[^<>]*>", "", text)) != text:
        text = shorter
    return text


def function_of(head):
    """Returns (class, name) of the function that `head` declares or defines, or None."""
    head = re.sub(r"operator\s*[^\s\w]+(?=\()", "operator_", without_template(head))
    before, paren, after = without_angles(head).partition("(")
    is_value = re.search(r"[={]", before) or after.startswith(("*", " ")) or not after
    found = NAME.search(before + paren)
    if is_value or not found or NO_FUNCTION.match(head):
        return None
    if qualified := QUALIFIED.search(before + paren):
        return qualified.groups()
    return "", found.group(1)


def declared(text):
    """Yields (class, name) of each function that is declared without a body."""
    for piece in pieces(text):
        function = function_of(piece.head)
        if piece.kind == "statement" and function and not re.search(r"=\s*(0|default|delete)$", piece.head):
            yield piece.owner, function[1]


def defined(text):
    """Yields (class, name) of each function with a body."""
    for piece in pieces(text):
        function = function_of(piece.head)
        if function and (piece.kind == "function" or re.search(r"=\s*default$", piece.head)):
            yield function if function[0] else (piece.owner, function[1])


def check(repo):
    sources = {path: set(defined(text)) for path, text in repo.select((".cpp",), ("lib/", "emulator/"))}
    complaints = []
    for path, text in repo.select((".h",)):
        place = HEADER.match(path)
        if not place or LISTS.search(place.group(2)):
            continue
        own = f"{'emulator' if place.group(1) == 'emulator' else 'lib'}/{place.group(2)}"
        one = sources.get(f"{own}.cpp", set()) | set(defined(text))
        parts = one.union(*(found for other, found in sources.items() if other.startswith(own)))
        complaints += [
            f"{path}: declares {'::'.join(filter(None, each))}, which {own}.cpp does not define"
            for each in declared(text)
            if each not in (parts if each[0] else one)
        ]
    return complaints
