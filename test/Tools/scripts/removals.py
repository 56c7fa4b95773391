# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The scripts install packages that conflict with installed ones only if the user agrees, and name these before.

apt-get and dpkg-query are replaced by commands that change nothing.

RUN: rm -rf %t && mkdir -p %t && python3 %s %t
"""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
folder = Path(sys.argv[1])
APT = """#!/bin/sh
case " $* " in
*" -s "*) cat "$(dirname "$0")/simulated" ;;
*" install "*) echo "installs $*" ;;
esac
"""
for name, text in {"apt-get": APT, "dpkg-query": "#!/bin/sh\n", "sudo": '#!/bin/sh\nexec "$@"\n'}.items():
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def install(simulated: str, before: str = "") -> tuple[int, str]:
    """Runs install_packages without a terminal."""
    (folder / "simulated").write_text(simulated)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", f"source scripts/lib.sh; {before} install_packages", "demo.sh"], cwd=ROOT,
                          env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


conflict = "Remv libomp-14-dev [1:14.0.6-12]\nRemv libomp5-14 [1:14.0.6-12]\nInst libomp-22-dev (1:22.1.8-1~deb12u1)\n"
status, said = install(conflict)
assert status == 1 and "installs" not in said, said
assert "apt-get would remove: libomp-14-dev libomp5-14" in said and "pass --yes if it may" in said, said
status, said = install(conflict, "agrees=1;")
assert status == 0 and "apt-get would remove: libomp-14-dev libomp5-14" in said, said
assert "installs install" in said and "--no-remove" not in said, said
status, said = install("Inst ninja-build (1.11.1-2~deb12u1)\n")
assert status == 0 and "remove:" not in said and " --no-remove ca-certificates" in said, said
assert "libomp" not in said and "libgtest-dev" not in said, said
status, said = install("", "need_tests;")
assert status == 0 and "libgtest-dev" in said, said
