//===- Compiled.cpp - a program, compiled for each target -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compiled.h"

namespace ag {

void judgeCompiled(const ProgramFile &program, Runs &runs) {
  for (const char *target : {"--target=cpu", "--target=cuda"}) {
    Command command = {"ag-compile", program.path, target,
                       "--opt=0",    "-o",         objectBeside(program)};
    for (const Command &each : {command, append(command, {"--grad"})})
      runs.count(runs.run(each).toolStatus() == 0 ? "compiled" : "refused");
  }
}

} // namespace ag
