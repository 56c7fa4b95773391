# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Are ONNX's node tests right, or refused for the reason that is listed? An eighth of them is interpreted, and a fortieth
compiled."""
import os

import node_tests


def test_interpreted():
    """An eighth of the tests by the interpreter."""
    results = node_tests.run(node_tests.cases([], 8), False, os.cpu_count())
    assert len(results) > 150 and not node_tests.unexpected(results)


def test_compiled():
    """A fortieth of the tests as compiled programs."""
    results = node_tests.run(node_tests.cases([], 40), True, os.cpu_count())
    assert len(results) > 30 and not node_tests.unexpected(results)
