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

static void emulateEntry(const ProgramFile &program, const std::string &entry,
                         Runs &runs) {
  Command command = {"ag-run",          program.path,        "--entry=" + entry,
                     "--input=randn:1", "--weights=randn:2", "--dim=*=3"};
  // An emulated thread is several hundred times as slow as a real one.
  Ending expected = runs.run(append(command, {"--max-steps=100000"}));
  if (StringRef(expected.err).contains("after the limit of"))
    return;
  Command compiled = append(command, {"--on=cpu", "--opt=0"});
  command = append(command, {"--on=emulator", "--poison-memory"});
  if (expected.toolStatus() == 0)
    command.push_back("--same-as=" + program.path);
  Ending ending = runs.run(command);
  std::optional<int> status = ending.toolStatus();
  StringRef text = ending.err;
  if (StringRef(ending.out).starts_with("different"))
    runs.blame(command, "computes something else", ending);
  else if (text.contains("ag-emulator:"))
    runs.blame(command, "has a kernel that is at fault", ending);
  else if (status == 0 && expected.toolStatus() != 0 &&
           runs.run(compiled).toolStatus() != 0)
    runs.blame(command, "runs though others refuse it", ending);
  else if (status == 0)
    runs.count("emulated");
  else if (expected.toolStatus() != 0)
    runs.count("refused by both");
  else if (text.contains("cuda") || text.contains("GPU"))
    runs.refuse(command, {program.source, entry, "cuda"}, ending);
  else if (status && runs.run(compiled).toolStatus() == 0)
    runs.blame(command, "is refused in words that are not of a target", ending);
}

void judgeEmulated(const ProgramFile &program, Runs &runs) {
  if (runs.run({"ag-opt", program.path}).toolStatus() != 0)
    return;
  for (const std::string &entry : listEntries(program)) {
    runs.count("entries");
    emulateEntry(program, entry, runs);
  }
}

} // namespace ag
