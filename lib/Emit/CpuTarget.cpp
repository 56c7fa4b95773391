//===- CpuTarget.cpp - the code generator for one CPU ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/CpuTarget.h"
#include "ag/Machine/CPU/X86.h"
#include "llvm/TargetParser/SubtargetFeature.h"

namespace ag {

CpuTarget makeCpuTarget(Machine machine, unsigned level) {
  llvm::SubtargetFeatures features;
  for (const std::string &feature : machine.features)
    features.AddFeature(feature);
  CpuTarget result;
  result.machine = std::move(machine);
  result.generator.reset(lookupX86()->createTargetMachine(
      llvm::Triple(x86TripleName), "x86-64", features.getString(),
      llvm::TargetOptions(), llvm::Reloc::PIC_, std::nullopt,
      llvm::CodeGenOptLevel(level)));
  return result;
}

} // namespace ag
