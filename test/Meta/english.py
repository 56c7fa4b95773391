# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sentences that engineers read without a stop.

Does a comment, a description, a message or a page open with its subject, and
is it free of words that only this project uses? CONTRIBUTING.md has the rule;
this is the part of it that a program sees: openings, and english.txt. A line of
IR or of a drawing, which is indented, is left alone:

  /// Of each dimension, the size.          refused: "Of" opens a paragraph
  ///
  ///   %0 = ag.exp %x
  /// The loop has so many iterations.      refused: "so many"
"""
import ast
import io
import re
import textwrap
import tokenize
from pathlib import Path

import cxx
from repository import CXX

OPENINGS = {
    "Of": "the noun that it belongs to",
    "What": "the thing's name",
    "Where": '"If", or the subject',
    "As": 'the subject; "See X" for "As X"',
    "Those": '"These" and a noun',
    "By": "the subject or the verb",
    "Such": '"These" or "This" and a noun',
    "Which": "the thing's name, but for a question in a file's header",
    "None": '"Null if", "Empty if", or "Returns std::nullopt if"',
    "Nothing": 'the subject and "not", or "Empty if"',
    "Nobody": '"No op", "No user" or "No caller"',
    "Some": "the noun, in the plural",
    "Others": '"Other" and a noun',
}
OPENING = re.compile(rf"({'|'.join(OPENINGS)})\b(?!['-])")
WORDS = [
    (re.compile(rf"\b{pattern}(?!\w)".replace(" ", r"\s+"), re.I), words)
    for line in (Path(__file__).parent / "english.txt").read_text().splitlines()
    if not line.startswith("#")
    for pattern, words in [line.split(": ", 1)]
]

RULE = re.compile(r"^\W*[=-]{3,}")
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.) +(?=\S)")
QUESTION = re.compile(r"^(?:[^.?!]|[.?!](?!\s|$))*\?(?=\s|$)")
#: A block of TableGen and the words in front of it, which say whether it is prose.
BLOCK = re.compile(r"([\w*/]+\s*=?\s*<?\s*)\[\{(.*?)\}\]", re.S)
PROSE = re.compile(r"(description\s*=|summary\s*=|Method<|desc=\*/)\s*$")

#: Words that begin a subject which says what is, not what the commit does.
NOT_A_VERB = {*OPENINGS, "A", "All", "An", "Any", "Each", "Every", "If", "In", "It", "No", "One", "That", "The",
              "There", "These", "They", "This", "When", "Whether", "Who"}
SUBJECT = re.compile(r"\[\w+\] (\w+)\b.*[^.]$")
LONGEST_SUBJECT = 72


def split(lines, first, is_header=False):
    """Yields (line, text, is_header) of the paragraphs of `lines`, the first of which is line `first`."""
    start, words = first, []
    for number, line in enumerate([*lines, ""], first):
        is_item = ITEM.match(line)
        ends = not line.strip() or is_item or RULE.match(line) or line.startswith((" ", "%"))
        if ends and words:
            yield start, "\n".join(words), is_header
        words = [] if ends else words
        if is_item or not ends:
            start = start if words else number
            words.append(ITEM.sub("", line))


def comments(found, code_starts):
    """Paragraphs of `found`, a list of (line, text, is alone on its line); adjacent lines are one text."""
    block, alone = [], True
    for line, text, is_alone in [*found, (0, "", True)]:
        if block and (line != block[-1][0] + 1 or (alone and not is_alone) or (is_alone and not alone)):
            yield from split([text for _, text in block], block[0][0], block[0][0] < code_starts)
            block = []
        alone = is_alone
        block.append((line, text))


def of_cxx(text, first=1):
    """Paragraphs of comments of C and C++, and of strings that have several words."""
    found, strings, last_end = [], [], -1
    code = next((m.start() for m in re.finditer(r"^[^/|\\\s*]", text, re.M)), len(text))
    code_starts = first + text.count("\n", 0, code)
    for match in cxx.TOKENS.finditer(text):
        token, line = match.group(), first + text.count("\n", 0, match.start())
        is_alone = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if token.startswith(("//", "/*")):
            for offset, comment in enumerate(token.split("\n")):
                comment = re.sub(r"^\s*(//[/!]?<?|/\*+|\|\*|\\?\*+/?) ?", "", comment).removesuffix("*/")
                found.append((line + offset, comment, is_alone))
        elif token.startswith('"'):
            if strings and not text[last_end : match.start()].strip():
                strings[-1][1] += token[1:-1]
            else:
                strings.append([line, token[1:-1]])
            last_end = match.end()
    yield from comments(found, code_starts)
    for line, string in strings:
        if " " in string.strip():
            yield line, string.replace("\\n", "\n").replace('\\"', '"'), False


def of_tablegen(text):
    """Paragraphs of descriptions and summaries, and of C++ between [{ and }]."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())

    for match in BLOCK.finditer(text):
        first = 1 + text.count("\n", 0, match.start(2))
        if PROSE.search(match.group(1)):
            yield from split(textwrap.dedent(match.group(2).lstrip(" ")).split("\n"), first)
        else:
            yield from of_cxx(match.group(2), first)
    yield from of_cxx(BLOCK.sub(blank, text))


def of_python(text):
    """Paragraphs of docstrings, comments and strings that have several words."""
    docs = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            docs[node.body[0].lineno] = isinstance(node, ast.Module)
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line, column = token.start
        if token.type == tokenize.COMMENT:
            found.append((line, re.sub(r"^#[:!]? ?", "", token.string), not token.line[:column].strip()))
        elif token.type == tokenize.STRING and line in docs:
            body = token.string.strip("rR").strip('"')
            head, _, rest = body.partition("\n")
            yield from split((head + "\n" + textwrap.dedent(rest)).split("\n"), line, docs[line])
        elif token.type == tokenize.STRING and " " in token.string.strip() and token.string.count('"') == 2:
            yield line, token.string.strip("fbrFBR").strip('"'), False
    yield from comments(found, 0)


def of_page(text):
    """Paragraphs of Markdown; headings, tables and code are none."""
    lines, is_code = [], False
    for line in text.split("\n"):
        is_fence = line.lstrip().startswith("```")
        is_code ^= is_fence
        prose = "" if is_code or is_fence or line.startswith(("#", "|")) else line
        lines.append(prose if ITEM.match(prose) else prose.lstrip())
    yield from split(lines, 1)


def of_script(text):
    """Paragraphs of the comments of CMake, shell and tests of lit."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r"^\s*(?:#|//) ?(?!.*\b[A-Z-]+:|.*expected-)(.*)", line)
        if match:
            found.append((number, match.group(1), True))
    yield from comments(found, found[0][0] + 40 if found else 0)


READERS = {
    **dict.fromkeys((*CXX, ".def"), of_cxx),
    ".td": of_tablegen,
    ".py": of_python,
    ".md": of_page,
    **dict.fromkeys((".mlir", ".test", ".sh", ".txt", ".cmake"), of_script),
}


def complain(text, is_header):
    """Yields what is wrong with a paragraph, and what to write."""
    opening = OPENING.match(text)
    if opening and not (is_header and QUESTION.match(text)):
        yield 0, f'"{opening.group(1)}" opens it; begin with {OPENINGS[opening.group(1)]}'
    for pattern, words in WORDS:
        for match in pattern.finditer(text):
            found = re.sub(r"\s+", " ", match.group())
            yield text.count("\n", 0, match.start()), f'"{found}"; write {words}'


def check_subject(subject):
    """Complaints about the first line of a commit's message."""
    if len(subject) > LONGEST_SUBJECT:
        return [f'"{subject}": {len(subject)} columns, at most {LONGEST_SUBJECT}']
    match = SUBJECT.match(subject)
    if not match:
        return [f'"{subject}": is not "[Folder] Imperative", without a full stop']
    verb = match.group(1)
    if verb in NOT_A_VERB or not verb[0].isupper() or re.search("[^s]s$", verb):
        return [f'"{subject}": "{verb}" is no imperative; say what the commit does, as in "Skip edges"']
    return []


def check(repo):
    complaints = []
    for suffix, read in READERS.items():
        for path, text in repo.select((suffix,)):
            found = [
                (line + offset, message)
                for line, paragraph, is_header in read(text)
                for offset, message in complain(paragraph, is_header)
            ]
            complaints += [f"{path}:{line}: {message}" for line, message in sorted(found)]
    return complaints
