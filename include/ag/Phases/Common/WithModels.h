//===- WithModels.h - the base of every pass --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do passes find ag's interfaces on ops of upstream dialects, in any tool?
//
// Each pass declares the models the way MLIR's passes declare dialects. The
// pass manager then attaches them before the first pass runs, while nothing
// else uses the context.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_WITHMODELS_H
#define AG_PHASES_COMMON_WITHMODELS_H

#include "ag/Dialect/AG/Models/Models.h"

namespace ag {

/// The base of every pass, on top of the class that its record generates:
///
///   struct FusePass : WithModels<impl::FusePassBase<FusePass>> {
template <typename Generated> struct WithModels : Generated {
  using Generated::Generated;

  void getDependentDialects(mlir::DialectRegistry &registry) const override {
    Generated::getDependentDialects(registry);
    registerDialect(registry);
  }
};

} // namespace ag

#endif // AG_PHASES_COMMON_WITHMODELS_H
