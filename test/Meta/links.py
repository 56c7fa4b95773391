# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The targets of links in pages.

Do the targets of a page's links exist? This checks each link to a file or folder
of the checkout, or to a heading of a page, and each path in `backquotes` that
begins with one of the checkout's folders.
"""
import fnmatch
import posixpath
import re

FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([\w./*-]+/[\w./*-]*)`")
HEADING = re.compile(r"^#+ (.*)$", re.M)


def anchors(page):
    """Returns the anchors that GitHub generates for the headings of a page."""
    titles = HEADING.findall(FENCED.sub("", page))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def exists(repo, pattern):
    pattern = pattern.rstrip("/")
    return any(
        fnmatch.fnmatchcase(path, pattern) or path.startswith(pattern + "/") for path in repo.paths
    )


def check_link(repo, page, target):
    path, _, anchor = target.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    if path != "." and not exists(repo, path):
        return [f"{page}: there is no {path}"]
    if anchor and anchor not in anchors(repo.files.get(path, "")):
        return [f"{page}: {path} has no heading #{anchor}"]
    return []


def check(repo):
    complaints = []
    folders = {path.split("/")[0] for path in repo.files if "/" in path}
    for page, text in repo.select((".md",)):
        text = FENCED.sub("", text)
        for target in LINK.findall(text):
            if "://" not in target:
                complaints += check_link(repo, page, target)
        for path in QUOTED.findall(text):
            if path.split("/")[0] in folders and not exists(repo, path):
                complaints.append(f"{page}: there is no {path}")
    return complaints
