//===- PointSearch.h - where to look at a derivative ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which arguments is a function's derivative looked at, where nobody says?
// They are drawn, again where the program refuses them, where a max, an abs or
// a comparison is about to change its mind, and at infinities.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_POINTSEARCH_H
#define AG_LIB_DRIVER_VERIFY_POINTSEARCH_H

#include "Verify/VerifyGrad.h"
#include "ag/Reference/Proof/DerivativeCheck.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// Arguments, and how parameters come to be, as for openWeights.
struct PointInputs {
  Tensors arguments;
  std::string weights;
};

struct FoundPoint {
  PointInputs inputs;
  DerivativePoint point;
  /// The duals there with differences: Same or Different.
  CheckOutcome differences = {};
  /// Which inputs were left out; empty if none were.
  std::string leftOut = {};
};

class PointSearch {
public:
  /// For the derivatives of `function` that `spec` asks for.
  static llvm::Expected<PointSearch> create(const VerifyGradRequest &request,
                                            const GradSpec &spec,
                                            mlir::FunctionOpInterface function);

  /// Arguments at which the function can be differentiated.
  llvm::Expected<FoundPoint> findSmooth();

  /// Arguments of which many are equal, so that it matters how the derivative
  /// at edges is chosen; none if that is given, or infinite.
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
