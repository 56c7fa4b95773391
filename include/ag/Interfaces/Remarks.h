//===- Remarks.h - what passes say of what they do --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a pass report what it did to an op, or why it did not?
//
// It uses MLIR's own remarks, which cost next to nothing if they are not
// enabled:
//   constexpr PassRemarks remarks("ag-tile-contractions");
//   remarks.passed(op, "contraction") << remark::add("becomes tiles")
//                                     << remark::metric("rows", 8);
//   remarks.missed(op, "epilogue") << remark::add("its user stays behind it")
//                                  << remark::reason("it is too wide");
//
// ag-compile's --report, --remarks and -v show them, as do the options
// --remarks-filter=... of ag-opt, and listeners of embedders. Remarks are
// counted by name; the op's location is the user's line.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_REMARKS_H
#define AG_INTERFACES_REMARKS_H

#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Remarks.h"
#include <optional>

namespace ag {

/// The remarks of one pass. Names are literals, because they are not copied.
class PassRemarks {
public:
  using InFlight = mlir::remark::detail::InFlightRemark;

  constexpr explicit PassRemarks(llvm::StringLiteral pass) : pass(pass) {}

  /// Reports that something was done, at `at` instead of the op's location if
  /// that is given. For example, an argument has a location of its own.
  InFlight passed(mlir::Operation *op, llvm::StringLiteral name,
                  std::optional<mlir::Location> at = std::nullopt) const;
  /// Reports that something was not done, although it would have helped; with a
  /// reason.
  InFlight missed(mlir::Operation *op, llvm::StringLiteral name,
                  std::optional<mlir::Location> at = std::nullopt) const;
  /// Reports a fact.
  InFlight analysis(mlir::Operation *op, llvm::StringLiteral name) const;

  /// Returns true if remarks are enabled. Use it for remarks that are expensive
  /// to make.
  static bool areWanted(mlir::MLIRContext *context);

private:
  llvm::StringLiteral pass;
};

/// Returns the first position in a file within `location`, or null.
mlir::FileLineColRange findPlace(mlir::Location location);

/// Returns the line and column of an op, as in "5:8", or its name if these are
/// unknown. Use it for remarks about two ops.
std::string spellPlace(mlir::Operation *op);

/// Returns file, line and column, as in "mlp.mlir:5:8", or "" if these are
/// unknown.
std::string spellPlaceInFile(mlir::Location location);

} // namespace ag

#endif // AG_INTERFACES_REMARKS_H
