//===- Shared.cpp - a program shared among ranks --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Shared.h"
#include "Judging/Programs.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ag {

/// Returns true if all ways to share the entry compute the same. Programs that
/// cannot be interpreted, or that pin values to axes of their own, are skipped.
static bool share(const Command &how, Runs &runs) {
  Command command = append(how, {"--input=randn:1", "--dim=*=4"});
  Ending ending = runs.run(command);
  StringRef said = ending.err;
  bool isPinned = said.contains("it is pinned along") &&
                  said.contains("which is not an axis of the mesh");
  if (ending.toolStatus() == 1 && !isPinned)
    runs.blame(command, "ranks compute something else", ending);
  return ending.toolStatus() == 0;
}

void judgeShared(const ProgramFile &program, Runs &runs) {
  SmallString<128> traced(program.path);
  sys::path::replace_extension(traced, "trace.mlir");
  std::string behind = traced.str().str();
  if (runs.run({"ag-opt", "--to=trace", program.path, "-o", behind})
          .toolStatus() != 0)
    return;
  for (const std::string &entry : listEntries(program)) {
    std::string named = "--entry=" + entry;
    if (share({"Plans", program.path, named, "--shard=tp2", "--shard=tp4",
               "--shard=dp2,tp2", "--shard=fsdp2", "--shard=x=3"},
              runs))
      runs.count("shared");
    if (share({"Plans", behind, named, "--shard=dp2,tp2", "--mesh=x=2,y=2",
               "--count=2"},
              runs))
      runs.count("shared behind trace");
  }
}

} // namespace ag
