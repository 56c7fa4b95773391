//===- Compiled.cpp - a program, compiled for each target -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compiled.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ag {

void judgeCompiled(const ProgramFile &program, Runs &runs) {
  SmallString<128> object(sys::path::parent_path(program.path));
  sys::path::append(object, "out.o");
  for (const char *target : {"--target=cpu", "--target=cuda"}) {
    Command command = {"ag-compile", program.path, target,
                       "--opt=0",    "-o",         object.str().str()};
    for (const Command &each : {command, append(command, {"--grad"})})
      runs.count(runs.run(each).toolStatus() == 0 ? "compiled" : "refused");
  }
}

} // namespace ag
