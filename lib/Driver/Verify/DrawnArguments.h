//===- DrawnArguments.h - randomly drawn arguments --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arguments is a function tried on if the user gives none?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_DRAWNARGUMENTS_H
#define AG_LIB_DRIVER_VERIFY_DRAWNARGUMENTS_H

#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// Returns arguments of `entry`. They differ for each `draw` and are the same
/// in every process.
///
/// Floats are small; if `areWhole`, they take few values, so that many are
/// equal. Consecutive draws are of any sign, positive, in (0, 1), above 1, and
/// negative. Other numbers are small and not negative. `dims` sets sizes of
/// dimensions; the other sizes are small. Fails if `dims` does not fit the
/// entry.
llvm::Expected<Tensors> drawArguments(const EntrySignature &entry,
                                      llvm::ArrayRef<std::string> dims,
                                      unsigned draw, bool areWhole);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_DRAWNARGUMENTS_H
