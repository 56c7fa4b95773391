# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Names that files of a library share.

Can the files of a library be compiled as one? A unity build includes them one
after another, so a name that is internal to one of them is visible in later ones.
Two classes with one name are an error there, but a second function with one name
is an overload, which calls may select without a warning. So each name with
internal linkage is defined once in its library:

  static int64_t countBytes(Type type);      // internal: static
  namespace {
  struct Row { ... };                        // internal: in an unnamed namespace
  constexpr Row rows[] = { ... };            // internal: a constant
  } // namespace

No other file of the library defines countBytes, Row or rows. An alias may be
repeated if it is of the same type.

A class that a header of ag defines is the only one with its name, in all
libraries: linkers merge functions of templates such as SmallVector<Term>, even if
Term is another class in each of them.
"""
import re
from collections import defaultdict
from posixpath import dirname

from cxx import CLASS, pieces, without_template
from headers import declared, function_of, without_angles

ENUM = re.compile(r"\benum\s+(?:class\s+)?(\w+)")
ALIAS = re.compile(r"\s*using\s+(\w+)\s*=\s*(.*)", re.S)
NO_VARIABLE = re.compile(r"\s*(?:using|typedef|friend|static_assert|extern|template|return|class|struct|enum|namespace)\b|\s*$")
BATCHED = re.compile(r"^\s*ag_(?:add_library|add_unit_test|make_batches)\(", re.M)
VARIABLE = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$")


def variable_of(head):
    """Returns the name of the variable that the statement `head` defines, or None."""
    before = re.split(r"=|\{", without_angles(head), maxsplit=1)[0]
    if re.match(r"(?:static |inline )*constexpr\b", head):
        before = before.split("(")[0]
    found = None if NO_VARIABLE.match(head) or "(" in before else VARIABLE.search(before.rstrip())
    return found.group(1) if found else None


def internal_name(piece):
    """Returns the name with internal linkage that `piece` defines, or None."""
    head = without_template(piece.head)
    is_internal = piece.is_unnamed or re.match(r"(?:\[\[\w+\]\]\s*)?(?:static|inline static)\b", head)
    if piece.owner:
        return None
    if piece.kind == "scope":
        opened = (CLASS.search(head) or ENUM.search(head)) if piece.is_unnamed else None
        return opened.group(1) if opened else None
    if piece.kind == "function":
        function = function_of(piece.head)
        is_named = function and not function[0] and function[1] != "operator_" and not function[1].startswith("TEST")
        return function[1] if is_internal and is_named else None
    is_constant = re.match(r"(?:const|constexpr)\b", head)
    return variable_of(head) if is_internal or is_constant else None


def internal_names(path, text):
    """Yields (name, meaning) of each internal name of a .cpp. The meaning is the type of an alias, or else the file."""
    for piece in pieces(text):
        alias = ALIAS.match(piece.head) if piece.kind == "statement" and not piece.owner else None
        if alias:
            yield alias.group(1), " ".join(alias.group(2).split())
        elif name := internal_name(piece):
            yield name, path


def libraries(repo):
    """Returns the folders whose files are compiled in batches, the deepest first."""
    folders = [dirname(path) for path, text in repo.select(("CMakeLists.txt",)) if BATCHED.search(text)]
    return sorted(folders, key=len, reverse=True)


def shared_classes(repo):
    """Returns the headers that define each class, by its name."""
    found = defaultdict(set)
    for path, text in repo.select((".h",), "lib/") + repo.select((".h",), "include/ag/"):
        for piece in pieces(text):
            opened = CLASS.search(without_template(piece.head)) if piece.kind == "scope" else None
            if opened and not piece.owner and not piece.is_unnamed and not re.match(r"template\s*<\s*>", piece.head):
                found[opened.group(1)].add(path)
    return found


def check_classes(repo):
    """Returns complaints about classes with the same name."""
    return [f"{', '.join(sorted(paths))}: each defines {name}; a class of a header is the only one of its name"
            for name, paths in sorted(shared_classes(repo).items()) if len(paths) > 1]


def check(repo):
    folders, found = libraries(repo), defaultdict(dict)
    for path, text in repo.select((".cpp",)):
        library = next((folder for folder in folders if path.startswith(folder + "/")), path)
        for name, meaning in internal_names(path, text):
            found[library, name].setdefault(meaning, path)
    return check_classes(repo) + [
        f"{', '.join(sorted(meanings.values()))}: each defines {name}; in one library, a name that is internal to a "
        "file is defined once"
        for (library, name), meanings in sorted(found.items())
        if len(meanings) > 1
    ]
