# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`pip wheel .` builds a wheel, and installed it is a package that needs nothing else of the repository."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import importlib.metadata
import ag
print(ag.__file__)
assert ag.__version__ == importlib.metadata.version("ag")
print(ag.trace(lambda x: ag.exp(x), ag.spec("f32", [2]), name="f").as_text())
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_install(tmp_path):
    pip = [sys.executable, "-m", "pip"]
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT))
    [wheel] = tmp_path.glob("ag-*.whl")
    run(*pip, "install", "--quiet", "--no-deps", "--target", str(tmp_path), str(wheel))
    source = ROOT / "python" / "ag"
    written = {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    installed = {str(path.relative_to(tmp_path / "ag")) for path in (tmp_path / "ag").rglob("*") if path.is_file()}
    installed = {name for name in installed if "__pycache__" not in name}
    assert installed - written == {"ops.py", "_ag.pyi", next(name for name in installed if name.endswith(".so"))}
    assert not written - installed
    output = run(sys.executable, "-c", PROGRAM, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert output.startswith(str(tmp_path)) and "ag.exp %x : tensor<2xf32>" in output
