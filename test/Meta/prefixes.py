# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""FileCheck demands text.

Does each FileCheck of a RUN line fail on the output of another command? Lines that
end in -NOT hold for all text without their pattern, so a FileCheck also has a line
that its input must contain. Each of its prefixes occurs in the checked file. An
output that must be empty is piped to `count 0`.
"""
import posixpath
import re
import shlex

SEPARATORS = {"|", "||", "|&", "&", "&&", ";"}
PREFIX = re.compile(r"--?check-prefix(es)?")
BEFORE_VALUE = re.compile(r"--?(check-prefix(es)?|input-file|implicit-check-not|comment-prefixes|dump-input)|<")
PART = re.compile(r"^(?://|#|;)?--- (\S+)\n", re.M)


def scripts(text):
    """Returns the RUN lines that call FileCheck. Lines that end in a backslash are one with the next RUN line."""
    joined = "\n".join(re.findall(r"RUN:(.*)", text)).replace("\\\n", " ")
    return [line for line in joined.split("\n") if "FileCheck" in line]


def commands(script):
    """Returns the words of each command of a shell script, and of the scripts that it quotes, as in sh -c '...'."""
    lexer = shlex.shlex(script, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split, lexer.commenters = True, ""
    found, quoted = [[]], []
    for word in lexer:
        if word in SEPARATORS:
            found.append([])
        else:
            found[-1].append(word)
            quoted += commands(word) if "FileCheck " in word else []
    return found + quoted


def parse(arguments):
    """Returns the checked file, or "" if there is none, and the prefixes of FileCheck's arguments."""
    files, prefixes, rest = [], [], iter(arguments)
    for word in rest:
        name, _, value = word.partition("=")
        if BEFORE_VALUE.fullmatch(word):
            value = next(rest, "")
        if PREFIX.fullmatch(name):
            prefixes += value.split(",")
        elif not name.startswith(("-", "<")):
            files.append(word)
    return next(iter(files), ""), prefixes or ["CHECK"]


def read(repo, path, name):
    """Returns the text of the file that the test `path` calls `name`: the test, the part of it that split-file
    writes to this file, or a file beside it. Returns "" if there is none."""
    if name.startswith("%S/"):
        return repo.files.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), name[3:])), "")
    pieces = PART.split(repo.files[path])
    parts = dict(zip(pieces[1::2], pieces[2::2]))
    return repo.files[path] if name == "%s" else parts.get(posixpath.basename(name), "")


def directives(text, prefix):
    """Returns the set of what follows a prefix in its lines: "" in a plain one, or "-NEXT", "-NOT" and so on."""
    line = re.compile(rf"(?<![\w-]){re.escape(prefix)}(-[A-Z]+(?:-\d+)?)?(?:\{{[A-Z,]+\}})?:")
    matches = filter(None, map(line.search, text.splitlines()))
    comment = re.compile(r"(?<![\w-])(RUN|COM):")
    return {match[1] or "" for match in matches if not comment.search(match.string, 0, match.start())}


def check_arguments(repo, path, arguments):
    """Returns complaints about a FileCheck with these arguments."""
    name, prefixes = parse(arguments)
    text = read(repo, path, name)
    found = {prefix: directives(text, prefix) for prefix in prefixes}
    complaints = [f"{prefix}: no line of {name} has this prefix" for prefix in prefixes if not found[prefix]]
    if not complaints and set().union(*found.values()) == {"-NOT"}:
        complaints.append(f"{', '.join(prefixes)}: -NOT alone holds for any other output; add a line that the output has")
    if any(word.lstrip("-") == "allow-empty" for word in arguments):
        complaints.append(f"{', '.join(prefixes)}: expected `| count 0` for an empty output, in place of --allow-empty")
    return [f"{path}: {complaint}" for complaint in complaints]


def check(repo):
    complaints = []
    for path, text in repo.select((".mlir", ".test", ".py"), "test/"):
        if path.startswith("test/Meta/"):
            continue
        for words in [words for script in scripts(text) for words in commands(script)]:
            if "FileCheck" in words:
                complaints += check_arguments(repo, path, words[words.index("FileCheck") + 1 :])
    return list(dict.fromkeys(complaints))
