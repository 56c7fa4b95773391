//===- Edits.cpp - ways to make a program smaller -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/Edits.h"
#include "Reduce/AttributeEdits.h"
#include "Reduce/FunctionEdits.h"
#include "Reduce/OpEdits.h"
#include "Reduce/PassEdits.h"
#include "Reduce/RegionEdits.h"
#include "Reduce/SizeEdits.h"

using namespace mlir;

namespace ag {

llvm::ArrayRef<Edit> getEdits() {
  static const Edit edits[] = {
      listSymbols,         listResults,       listNewArguments,
      listUnusedArguments, listFirstOperands, listLastOperands,
      listFirstRegions,    listLastRegions,   listConstants,
      listPasses,          listAttributes,    listSizesOfTypes,
      listSizesEverywhere};
  return edits;
}

} // namespace ag
