//===- Passes.td - loops over vectors ----------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_SCHEDULE_PASSES_TD
#define AG_PHASES_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ScheduleCPUPass : Pass<"ag-schedule-cpu", "::mlir::func::FuncOp"> {
  let summary = "Make loops over vectors of linalg ops on tensors";
  let description = [{
    Element-wise ops join their users; contractions become register tiles, with
    the element-wise op that uses them; other generics become loops over vectors
    along the loop that is contiguous for most of their operands. The loops carry
    their destinations. What fits none of these stays linalg.

    Floating-point sums are reassociated, and contractions' multiplications and
    additions fused, the same way on each run.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def SplitLoadPass : Pass<"ag-split-load", "::mlir::ModuleOp"> {
  let summary = "Compute what depends on parameters and constants alone once, in load";
  let description = [{
    One public function, marked by `ag.load`, makes for all entries what they
    compute of parameters and large constants, and of nothing else; they take it
    as further parameters, named `ag.prepared.0` and so on. Runs after the
    schedule, so that weights are also transposed and packed there. Views, and
    what takes much more memory than what it is made of, stay in the entries.

    ```mlir
    func.func @f(%x: tensor<?x4xf32>, %w: tensor<8x4xf32> {ag.parameter = "w"}) {
      %t = linalg.transpose ... %w
    ```
    becomes
    ```mlir
    func.func @load(%w: tensor<8x4xf32> {ag.parameter = "w"}) -> tensor<4x8xf32> {
      %t = linalg.transpose ... %w
      return %t
    }
    func.func @f(%x: tensor<?x4xf32>, %t: tensor<4x8xf32> {ag.parameter = "ag.prepared.0"}) {
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect"
  ];
}

#endif // AG_PHASES_SCHEDULE_PASSES_TD
