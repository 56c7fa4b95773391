//===- KernelTable.cpp - one function for equal kernels -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "KernelTable.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

std::string makeKernelName(StringRef entry, Operation *part, StringRef kind) {
  ArrayRef<Attribute> regions = findRegions(part->getLoc());
  std::string region;
  if (!regions.empty())
    region = "." + cast<StringAttr>(regions.front()).str();
  for (char &each : region)
    if (!llvm::isAlnum(each) && each != '.')
      each = '_';
  return entry.str() + region + "." + kind.str();
}

} // namespace ag
