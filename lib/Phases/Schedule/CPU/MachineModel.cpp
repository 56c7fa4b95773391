//===- MachineModel.cpp - what the schedule knows of a core ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "MachineModel.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace mlir;

namespace ag {

int64_t MachineModel::lanes(Type type) const {
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return std::max<int64_t>(1, vectorBits / std::max(8u, bits));
}

std::optional<MachineModel> getMachineModel(StringRef march) {
  if (march == "native")
    march = llvm::sys::getHostCPUName();
  if (llvm::X86::parseArchX86(march, /*Only64Bit=*/true) == llvm::X86::CK_None)
    return std::nullopt;
  SmallVector<StringRef> features;
  llvm::X86::getFeaturesForCPU(march, features);
  MachineModel model;
  if (llvm::is_contained(features, "avx512vl"))
    return MachineModel{512, 32};
  if (llvm::is_contained(features, "avx2"))
    return MachineModel{256, 16};
  return model;
}

} // namespace ag
