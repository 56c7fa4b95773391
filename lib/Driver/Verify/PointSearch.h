//===- PointSearch.h - points to check derivatives at -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which arguments is a function's derivative checked if the user gives none?
// They are drawn randomly. They are drawn again if the program refuses them, if
// values are infinite, and at kinks. There, a max, an abs or a comparison would
// choose differently nearby.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_POINTSEARCH_H
#define AG_LIB_DRIVER_VERIFY_POINTSEARCH_H

#include "Verify/VerifyGrad.h"
#include "ag/Reference/Proof/DerivativeCheck.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// Arguments, and the source of parameters in the syntax of openWeights.
struct PointInputs {
  Tensors arguments;
  std::string weights;
};

struct FoundPoint {
  PointInputs inputs;
  DerivativePoint point;
  /// The comparison of duals with differences: Same or Different.
  CheckOutcome differences = {};
  /// The numbers of draws that were rejected, with the reasons; empty if none
  /// were.
  std::string leftOut = {};
};

class PointSearch {
public:
  /// Returns a search for the derivatives of `function` that `spec` requests.
  static llvm::Expected<PointSearch> create(const VerifyGradRequest &request,
                                            const GradSpec &spec,
                                            mlir::FunctionOpInterface function);

  /// Returns arguments at which the function can be differentiated. Fails if no
  /// draw gives any.
  llvm::Expected<FoundPoint> findSmooth();

  /// Returns arguments with many equal elements, where the derivative depends
  /// on the choice at kinks. Returns std::nullopt if the user gives inputs, or
  /// if no draw has finite tangents.
  llvm::Expected<std::optional<FoundPoint>> findEdge();

private:
  PointSearch(const VerifyGradRequest &request, GradSpec spec,
              mlir::FunctionOpInterface function, EntrySignature signature);

  llvm::Expected<FoundPoint> draw(unsigned number, bool areWhole);
  llvm::Error compareDifferences(FoundPoint &found);

  const VerifyGradRequest &request;
  GradSpec spec;
  mlir::FunctionOpInterface function;
  EntrySignature signature;
};

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_POINTSEARCH_H
