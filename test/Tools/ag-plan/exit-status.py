# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exit status of ag-plan states how it ended, and an error in a table has its location.

RUN: python3 %s
"""
import subprocess

HEADER = "id,lower,upper,size\n"
PINNED = "id,lower,upper,size,alignment,offset\n"
# The largest sum of live bytes is 9: 4 and 5, then 5 and 4.
TABLE = HEADER + "a,0,2,4\nb,1,3,5\nc,2,4,4\n"
CASES = [
    (0, TABLE, ["-o", "-"], "b,1,3,5,0"),
    (0, TABLE, ["--capacity=9"], "peak      9 bytes"),
    (0, HEADER, [], "peak      0 bytes"),
    (0, TABLE.replace("\n", "\r\n"), [], "answer    optimal: no workspace is"),
    (1, TABLE, ["--capacity=8"], "a capacity of 8 bytes does not hold them: no w"),
    (1, "", [], "<stdin>:1:1: error: there is no header; expected the columns id"),
    (1, "id,upper,size\n", [], "<stdin>:1:1: error: there is no column 'lower'"),
    (1, "id,low,upper\n", [], "<stdin>:1:4: error: there is no column 'low'"),
    (1, "id,start,lower\n", [], "<stdin>:1:10: error: this column is there twice"),
    (1, HEADER + "a,0,1\n", [], "<stdin>:2:5: error: the row ends here with 3"),
    (1, HEADER + "a,0,1,1\na,1,2,1\n", [], "<stdin>:3:1: error: there is a buffer"),
    (1, HEADER + "a,0,1,1\na,1,2,1\n", [], "<stdin>:2:1: note: here"),
    (1, HEADER + "a,3,2,1\n", [], "<stdin>:2:1: error: live from 3 to 2; expected"),
    (1, HEADER + "a,1,2,-1\n", [], "<stdin>:2:1: error: size -1; expected 0 or"),
    (1, HEADER + "a,1,2,x\n", [], "<stdin>:2:7: error: 'x' is no integer"),
    (1, HEADER + f"a,1,2,{2**63}\n", [], f"<stdin>:2:7: error: '{2**63}' is no"),
    (1, HEADER + f"a,1,2,{2**63 - 1}\nb,1,2,1", [], "<stdin>:3:1: error: with it"),
    (1, HEADER + '"a,1,2,3\n', [], "<stdin>:2:1: error: this quote is not closed"),
    (1, HEADER + "a,1,2\0,3\n", [], "<stdin>:2:6: error: a NUL byte"),
    (1, PINNED + "a,0,1,1,3,\n", [], "<stdin>:2:1: error: alignment 3; expected a"),
    (1, PINNED + "a,0,1,1,4,2\n", [], "<stdin>:2:1: error: pinned at 2; expected"),
    (1, PINNED + "a,0,2,4,,0\nb,1,2,4,,3", [], "<stdin>:3:1: error: pinned at 3,"),
    (1, PINNED + "a,0,2,4,,0\nb,1,2,4,,3", [], "<stdin>:2:1: note: this one"),
    (1, TABLE, ["-o", "/dev/full"], "'/dev/full': No space left"),
    (1, TABLE, ["no-such-file.csv"], "cannot read no-such-file.csv"),
    (2, TABLE, ["--capacity=many"], "--capacity=many: expected an integer"),
    (2, TABLE, ["--effort=-1"], "--effort=-1: expected an integer of 0 or more"),
    (2, TABLE, ["--no-such-option"], "Unknown command line argument"),
]

for status, text, options, message in CASES:
    file = [] if any(option.endswith(".csv") for option in options) else ["-"]
    done = subprocess.run(
        ["ag-plan", *file, *options], input=text.encode(), capture_output=True
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == status, (text, options, done.returncode, said)
    assert message in said, (text, options, said)
    assert "Stack dump" not in said, said

# A plan that exceeds the capacity is not written.
done = subprocess.run(
    ["ag-plan", "-", "--capacity=8", "-o", "-"],
    input=TABLE, capture_output=True, text=True,
)
assert done.returncode == 1 and done.stdout == "", done
