# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exit status of ag-lsp-server states how it ended.

RUN: python3 %s
"""
import json
import subprocess


def spell(*methods: str) -> bytes:
    """Returns a session of these messages. Only `exit` requests no answer."""
    messages = [
        json.dumps({"jsonrpc": "2.0", "method": each} | ({} if each == "exit" else {"id": 1}))
        for each in methods
    ]
    return "".join(f"Content-Length: {len(each)}\r\n\r\n{each}" for each in messages).encode()


CASES = [
    (0, spell("shutdown", "exit"), [], ""),
    (0, spell("shutdown", "exit"), ["--log=info"], "--> shutdown(1)"),
    (0, b"", ["--help"], "--load-dialect-plugin"),
    (0, b"", ["--version"], "ag "),
    (1, b"", [], "Transport error"),
    (1, spell("exit"), [], ""),
    (1, b"func.func @f() { return }\n", [], "Transport error"),
    (2, b"", ["--no-such-option"], "Unknown command line argument"),
    (2, b"", ["--log=all"], "Cannot find option named 'all'"),
    (2, b"", ["--load-dialect-plugin=none.so"], "none.so"),
]

for status, text, options, message in CASES:
    done = subprocess.run(["ag-lsp-server", *options], input=text, capture_output=True)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == status, (options, done.returncode, said)
    assert message in said, (options, said)
    assert "Stack dump" not in said, (options, said)
