//===- Emulated.cpp - a program on a GPU that is emulated -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Emulated.h"
#include "Judging/Programs.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace ag {

static void emulateEntry(const Program &program, const std::string &entry,
                         Runs &runs) {
  Command command = {"ag-run", program.path, "--entry=" + entry,
                     "--input=randn:1", "--weights=randn:2"};
  command = append(command, listDims(program.text, 3));
  // An emulated thread takes some hundred times as long as a real one.
  if (runs.run(append(command, {"--max-steps=100000"})).toolStatus() != 0)
    return;
  Command compiled = append(command, {"--on=cpu", "--opt=0"});
  command = append(command, {"--on=emulator", "--poison-memory",
                             "--same-as=" + program.path});
  if (!StringRef(program.text).contains("f16"))
    command.emplace_back("--atol=1e-3");
  Ending ending = runs.run(command);
  std::optional<int> status = ending.toolStatus();
  if (StringRef(ending.out).starts_with("different"))
    runs.blame(command, "computes something else", ending);
  else if (status == 0)
    runs.count("emulated");
  else if (StringRef(ending.err).contains("cuda") ||
           StringRef(ending.err).contains("GPU"))
    runs.count("refused");
  else if (status && runs.run(compiled).toolStatus() == 0)
    runs.blame(command, "is refused in words that are not of a target", ending);
}

void judgeEmulated(const Program &program, Runs &runs) {
  if (runs.run({"ag-opt", program.path}).toolStatus() != 0)
    return;
  for (const std::string &entry : listEntries(program)) {
    runs.count("entries");
    emulateEntry(program, entry, runs);
  }
}

} // namespace ag
