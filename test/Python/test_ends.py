# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Processes at their ends: daemon threads, a second import, and arrays that live on."""
import os
import subprocess
import sys

import numpy as np
import pytest

import ag

PROGRAM = """
import sys, threading, time
import numpy as np, ag
x = np.ones((64, 64), "f4")
traced = ag.trace(lambda x: ag.softmax(x @ x).sum(), x, name="f")
lowered = traced.lower()
f = lowered.compile(threads=2)
"""

SERVICE = PROGRAM + """
started = threading.Event()
def serve(work):
    while True:
        work()
        started.set()
class Exporting:  # exports by a method of Python
    def __dlpack__(self, **options):
        return x.__dlpack__(**options)
    def __dlpack_device__(self):
        return x.__dlpack_device__()
work = {"call": lambda: f(x), "compile": lowered.compile, "explain": lowered.fusion, "load": lambda: ag.load(sys.argv[2]),
        "interpret": lambda: traced.interpret(x), "export": lambda: f(Exporting())}[sys.argv[1]]
for _ in range(2):
    threading.Thread(target=serve, args=[work], daemon=True).start()
started.wait()
time.sleep(0.02)
"""


def run(*command, **environment):
    """Returns the exit status and the output of a command. nanobind's reports, which tests enable, stay off."""
    own = {name: value for name, value in os.environ.items() if name != "AG_REPORT_LEAKS"}
    done = subprocess.run([str(word) for word in command], env={**own, **environment}, capture_output=True, text=True,
                          check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr


def python(script, *arguments, **environment):
    return run(sys.executable, "-c", script, *arguments, **environment)


# Python's end ----------------------------------------------------------------------------------


@pytest.mark.parametrize("work", ["call", "compile", "explain", "interpret", "export"])
def test_daemon_threads_at_exit(work):
    assert python(SERVICE, work) == (0, "")


def test_daemon_threads_that_load_at_exit(tmp_path):
    ag.trace(lambda x: x + 1, np.ones(3, "f4"), name="f").lower().compile().save(tmp_path / "f.so")
    assert python(SERVICE, "load", tmp_path / "f.so") == (0, "")


def test_daemon_threads_in_a_forked_process():
    """The child does not have the thread that compiles, and does not wait for it."""
    script = SERVICE + "import os\nchild = os.fork()\nif child:\n    sys.exit(os.waitpid(child, 0)[1])\n"
    assert python(script, "compile") == (0, "")


def test_arrays_that_outlive_the_package():
    script = "import numpy as np, ag\nf = ag.trace(lambda x: x * 2, np.ones(3, 'f4')).lower().compile()\n"
    script += "y = np.from_dlpack(f(np.ones(3, 'f4')))\n"
    assert python(script) == (0, "")
    status, output = python(script, AG_REPORT_LEAKS="1")
    assert status == 0 and "nanobind: leaked 1 instances!" in output


# Imports ---------------------------------------------------------------------------------------


def test_a_second_import():
    script = PROGRAM + "first = ag\n"
    script += "for name in [name for name in sys.modules if name.split('.')[0] == 'ag']: del sys.modules[name]\n"
    script += "import ag\nassert ag is not first and ag.__version__ == first.__version__\n"
    script += "g = ag.trace(lambda x: x * 2, x).lower().compile()\nassert g(x).sum() == 2 * x.sum() and f(x) == 64\n"
    script += "try: ag.trace(lambda x: x @ x, ag.spec('f32', [2, 3]))\nexcept ag.Error as error: print(error.message)\n"
    status, output = python(script)
    assert status == 0 and "needs 3 rows" in output


def test_a_reload():
    assert python(PROGRAM + "import importlib\nimportlib.reload(ag._ag)\nimportlib.reload(ag)\nassert f(x) == 64\n") == (0, "")
