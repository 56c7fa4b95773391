# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops of a plugin's dialect are checked if the server loads it, and accepted otherwise.

RUN: python3 %s %toy2
"""
import json
import subprocess
import sys

program = """func.func @f(%x: tensor<3xf32>) -> tensor<4xf32> {
  %0 = "toy2.softplus"(%x) : (tensor<3xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
"""
document = {"uri": "file:///f.mlir", "languageId": "mlir", "version": 1, "text": program}


def diagnose(*options: str) -> list[str]:
    session = b""
    for method, more in (
        ("initialize", {"id": 1, "params": {"capabilities": {}}}),
        ("textDocument/didOpen", {"params": {"textDocument": document}}),
        ("shutdown", {"id": 2}),
        ("exit", {}),
    ):
        message = json.dumps({"jsonrpc": "2.0", "method": method, **more}).encode()
        session += b"Content-Length: %d\r\n\r\n" % len(message) + message
    done = subprocess.run(["ag-lsp-server", *options], input=session, capture_output=True)
    assert done.returncode == 0, done
    said = next(text for text in done.stdout.decode().split("\r\n\r\n") if "publishDiagnostics" in text)
    return [each["message"] for each in json.JSONDecoder().raw_decode(said)[0]["params"]["diagnostics"]]


[error] = diagnose(f"--load-dialect-plugin={sys.argv[1]}")
assert "'toy2.softplus' op requires" in error, error
assert diagnose() == []
