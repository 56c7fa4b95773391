//===- DrawnArguments.h - arguments that nobody gave ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arguments is a function tried on where none are given?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_DRAWNARGUMENTS_H
#define AG_LIB_DRIVER_VERIFY_DRAWNARGUMENTS_H

#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// Arguments of `entry`, others for each `draw`, the same in every process.
/// Floats are small, around halves, or where `areWhole` halves themselves; in
/// turn of any sign, positive, in (0, 1), above 1, and negative. Other numbers
/// are small and not negative. Sizes are what `dims` says, else small.
llvm::Expected<Tensors> drawArguments(const EntrySignature &entry,
                                      llvm::ArrayRef<std::string> dims,
                                      unsigned draw, bool areWhole);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_DRAWNARGUMENTS_H
