//===- Passes.td - from one level of the IR to the next ----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_CONVERSION_PASSES_TD
#define AG_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def AGToLinalgPass : Pass<"ag-to-linalg", "::mlir::ModuleOp"> {
  let summary = "State ag ops in linalg and tensor";
  let description = [{
    Every op with a Spec becomes a linalg.generic (or a view of its operand, where
    it only places elements); the few others have a pattern each. Tensors lose
    their signs, and tensors of i1 become tensors of i8 that hold 0 or 1.

    Expects that what can fail at run time was checked before (ag-insert-checks).
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

#endif // AG_CONVERSION_PASSES_TD
