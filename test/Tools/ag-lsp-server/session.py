# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The server's answers to an editor while a program is written.

An error has the range of its text, and so has each of its notes. The server shows the op under the
cursor, finds an operand's definition, and completes an op's name. A wrong program does not end the
server, and neither does one with deep nesting.

RUN: python3 %s
"""
import json
import subprocess

ADD = """func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.add %x, %x : tensor<4xf32>
  %1 = ag.mul %0, %x : tensor<4xf32>
  return %1 : tensor<4xf32>
}
"""
WRONG = ADD.replace("mul %0", "mul %y")
SHAPES = """func.func @f(%x: tensor<4xf32>, %w: tensor<3x2xf32>) -> tensor<2xf32> {
  %0 = ag.contract "i,io->o" %x, %w : tensor<4xf32>, tensor<3x2xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
"""
RETURNS = ADD.replace("return %1 : tensor<4xf32>", "return")
DEEP = "func.func @f(%c: i1) {" + "scf.if %c {" * 2000 + "}" * 2000
UNFINISHED = "func.func @f(%x: tensor<4xf32>) {\n  %0 = ag.\n"


class Session:
    """The messages of an editor, and the answers."""

    def __init__(self):
        self.sent = b""
        self.ids = 0

    def send(self, method, params=None, request=False):
        message = {"jsonrpc": "2.0", "method": method, "params": params or {}}
        if request:
            self.ids += 1
            message["id"] = self.ids
        body = json.dumps(message).encode()
        self.sent += b"Content-Length: %d\r\n\r\n" % len(body) + body
        return self.ids

    def open(self, name, text):
        document = {"uri": f"file:///{name}.mlir", "languageId": "mlir", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def ask(self, method, name, line, character):
        position = {"line": line, "character": character}
        document = {"textDocument": {"uri": f"file:///{name}.mlir"}, "position": position}
        return self.send(f"textDocument/{method}", document, request=True)

    def end(self):
        """Returns the answers by their ids, and the diagnostics by the name of their document."""
        self.send("shutdown", request=True)
        self.send("exit")
        done = subprocess.run(["ag-lsp-server"], input=self.sent, capture_output=True)
        assert done.returncode == 0 and not done.stderr, done
        answers, diagnostics, rest = {}, {}, done.stdout
        while rest:
            header, _, rest = rest.partition(b"\r\n\r\n")
            length = int(header.split(b":")[1])
            message, rest = json.loads(rest[:length]), rest[length:]
            if "id" in message:
                answers[message["id"]] = message["result"]
            else:
                params = message["params"]
                diagnostics[params["uri"][len("file:///") : -len(".mlir")]] = params["diagnostics"]
        return answers, diagnostics


def span(line, start, end):
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


session = Session()
session.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, request=True)
for name, text in {
    "add": ADD,
    "wrong": WRONG,
    "shapes": SHAPES,
    "returns": RETURNS,
    "deep": DEEP,
    "unfinished": UNFINISHED,
}.items():
    session.open(name, text)
hover = session.ask("hover", "add", 2, 8)
definition = session.ask("definition", "add", 2, 14)
references = session.ask("references", "add", 0, 14)
completion = session.ask("completion", "unfinished", 1, 10)
answers, diagnostics = session.end()

assert diagnostics["add"] == []
[error] = diagnostics["wrong"]
assert error["range"] == span(2, 14, 16), error
assert error["message"] == "use of undeclared SSA value name" and error["severity"] == 1, error

error = diagnostics["shapes"][0]
assert error["range"] == span(1, 7, 18), error
assert "[sizes] 'i' is 4 but 3 in dimension 0 of operand 1" in error["message"], error
[error] = diagnostics["returns"]
assert "relatedInformation" not in error, error  # The op's text is left out, since the editor shows it.
assert diagnostics["deep"], "a program that does not end is not valid"

assert '"ag.mul"' in answers[hover]["contents"]["value"], answers[hover]
[place] = answers[definition]
assert place == {"uri": "file:///add.mlir", "range": span(1, 2, 4)}, place
assert len(answers[references]) == 4, answers[references]
labels = {item["label"] for item in answers[completion]["items"]}
assert {"add", "contract", "tanh"} <= labels, labels
