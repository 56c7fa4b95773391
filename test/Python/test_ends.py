# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Processes at their ends: daemon threads, a second import, arrays that live on, and a system without threads."""
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import ag

TOOLS = Path(os.environ["AG_TOOLS"])

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

# The thread waits in an export until Python ends it. The end lasts long enough for that.
ENDED = PROGRAM + """
import functools, os
class Held:  # belongs to the method that is called
    def __del__(self):
        if started.is_set():
            os.write(1, b"destroyed without the GIL")
class Lasting:
    def __del__(self):
        time.sleep(0.3)
def export(**options):
    started.set()
    while True:
        time.sleep(0.01)
class Exporting:
    @property
    def __dlpack__(self):
        method = functools.partial(export)
        method.held = Held()
        return method
started, lasting = threading.Event(), Lasting()
threading.Thread(target=lambda: f(Exporting()), daemon=True).start()
started.wait()
"""

NO_THREADS = """
#include <errno.h>
int pthread_create(void *thread, const void *attributes, void *work, void *argument) { return EAGAIN; }
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


def test_a_thread_that_ends_in_an_export():
    """The stack of the thread is unwound without the GIL. So it destroys no objects."""
    assert python(ENDED) == (0, "")


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


# No threads ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def no_threads(tmp_path_factory):
    """A library that keeps a process from starting threads, as a container's limit does."""
    folder = tmp_path_factory.mktemp("threads")
    (folder / "none.c").write_text(NO_THREADS)
    subprocess.run(["cc", "-shared", "-fPIC", folder / "none.c", "-o", folder / "none.so"], check=True)
    return {"LD_PRELOAD": str(folder / "none.so"), "OPENBLAS_NUM_THREADS": "1"}


def test_python_without_threads(no_threads):
    script = PROGRAM + "print(float(f(x)), float(traced.interpret(x)), len(lowered.fusion().groups))\n"
    assert python(script, **no_threads) == (0, "64.0 64.0 1\n")


def test_tools_without_threads(no_threads, tmp_path):
    text = ag.trace(lambda x: ag.softmax(x @ x).sum(), np.ones((64, 64), "f4"), name="f").as_text()
    (tmp_path / "f.mlir").write_text(text)
    for words in (["ag-opt", "f.mlir", "--ag-fuse"], ["ag-compile", "f.mlir", "-o", "f.so", "--threads=4"],
                  ["ag-compile", "f.mlir", "-o", "f", "--emit=exe"],
                  ["ag-run", "f.mlir", "--entry=f", "--on=cpu", "--threads=4", "--input=ones", "--print"]):
        paths = [tmp_path / word if word.startswith("f") else word for word in words[1:]]
        status, output = run(TOOLS / words[0], *paths, **no_threads)
        assert status == 0 and "error" not in output, (words, output)
    assert ag.load(tmp_path / "f.so")(np.ones((64, 64), "f4")) == 64


def test_ranks_without_threads(no_threads, tmp_path):
    ag.trace(lambda x: x.sum(), np.ones(4, "f4"), name="f").shard("dp2").save(tmp_path / "f.mlir")
    status, output = run(TOOLS / "ag-run", tmp_path / "f.mlir", "--entry=f", "--input=ones", **no_threads)
    assert status == 1
    assert re.search(r"error: is for 2 ranks; the interpreter needs a thread for each", output)


# Folders ---------------------------------------------------------------------------------------


def test_a_folder_that_is_gone(tmp_path):
    script = PROGRAM + "import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)\n"
    script += f"g = ag.trace(lambda x: x + 1, x, name='g').lower().compile()\ng.save({str(tmp_path / 'g.so')!r})\n"
    script += f"assert (ag.load({str(tmp_path / 'g.so')!r})(x) == 2).all() and (g(x) == 2).all()\n"
    script += "for work in (lambda: ag.load('g.so'), lambda: g.save('g.so'), lambda: ag.trace(lambda x: x @ x, x[:3])):\n"
    script += "    try: work()\n    except ag.Error as error: print(error.message)\n"
    status, output = python(script)
    assert status == 0
    assert re.fullmatch("(?s).*g.so: No such file or directory\ncannot write.*\n@ needs 64 rows.*\n", output), output
