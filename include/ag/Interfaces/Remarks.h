//===- Remarks.h - what passes say of what they do --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a pass say what it did to an op, or why it did not? By MLIR's own
// remarks, which cost next to nothing where nobody listens:
//
//   constexpr PassRemarks remarks("ag-tile-contractions");
//   remarks.passed(op, "contraction") << remark::add("becomes tiles")
//                                     << remark::metric("rows", 8);
//   remarks.missed(op, "epilogue") << remark::add("its user stays behind it")
//                                  << remark::reason("it is too wide");
//
// ag-compile's --report, --remarks and -v show them, and so do the options
// --remarks-filter=... of ag-opt, and any listener of an embedder. The name
// says what is counted; the op's location is the user's line.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_REMARKS_H
#define AG_INTERFACES_REMARKS_H

#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Remarks.h"

namespace ag {

/// What one pass says. Names are literals: they are not copied.
class PassRemarks {
public:
  using InFlight = mlir::remark::detail::InFlightRemark;

  constexpr explicit PassRemarks(llvm::StringLiteral pass) : pass(pass) {}

  /// It was done.
  InFlight passed(mlir::Operation *op, llvm::StringLiteral name) const;
  /// It was not done, though it would have helped; with a reason.
  InFlight missed(mlir::Operation *op, llvm::StringLiteral name) const;
  /// It is so.
  InFlight analysis(mlir::Operation *op, llvm::StringLiteral name) const;

  /// Whether anyone listens, for remarks that are costly to make.
  static bool areWanted(mlir::MLIRContext *context);

private:
  llvm::StringLiteral pass;
};

/// Where in a file `location` is: the first place that it knows, or null.
mlir::FileLineColRange findPlace(mlir::Location location);

/// "5:8", the line and column of an op, or its name where these are unknown:
/// for remarks about two ops.
std::string spellPlace(mlir::Operation *op);

/// "mlp.mlir:5:8", the file, line and column, or "" where these are unknown.
std::string spellPlaceInFile(mlir::Location location);

} // namespace ag

#endif // AG_INTERFACES_REMARKS_H
