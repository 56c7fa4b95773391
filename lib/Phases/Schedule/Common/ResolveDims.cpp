//===- ResolveDims.cpp - sizes from where tensors originate ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From which value does a size follow without computing a tensor for it? From
// its origin (FirstSizes). That is the initial value of an iter_arg, the
// destination of an op, or the only dimension other than 1 of those that a
// reshape collapses:
//
//   %y = scf.for ... iter_args(%a = %x)        tensor.dim %y, 0
//                                              -> tensor.dim %x, 0
//   %y = collapse_shape %x : 1x?  -> ?         tensor.dim %y, 0
//                                              -> tensor.dim %x, 1
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_RESOLVEDIMSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
struct ResolveDimsPass
    : WithModels<impl::ResolveDimsPassBase<ResolveDimsPass>> {
  void runOnOperation() override {
    if (!useFirstSizes(getOperation()))
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
