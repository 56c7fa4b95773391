//===- Passes.td - from ag to linalg -----------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_STRUCTURE_PASSES_TD
#define AG_PHASES_STRUCTURE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def InsertChecksPass : Pass<"ag-insert-checks", "::mlir::ModuleOp"> {
  let summary = "Insert run-time checks that operand types do not make redundant";
  let description = [{
    Inserts an ag.require before each op that has a constraint on its operands'
    sizes or elements, such as equal sizes, reads within bounds, or indices in
    range. Constraints that are proved need no check. The names and ranges of
    dimensions (`ag.dims`, `ag.ranges`) help with that. A constraint that is
    proved not to hold is an error.

    Upstream's ops are checked as well, if they would read or write outside of a
    tensor, combine sizes that differ, or never end. A result that upstream
    leaves undefined, such as a quotient by 0, becomes what the interpreter
    computes. A group (ag.fused) has no effects: the constraints of its ops are
    checked before it, on its operands. A group that computes a checked value is
    inlined.

    ```mlir
    %z = ag.add %x, %y : tensor<?xf32>
    ```
    becomes, unless the sizes have one name,
    ```mlir
    %0 = tensor.dim %x, %c0 : tensor<?xf32>
    %1 = tensor.dim %y, %c0 : tensor<?xf32>
    %2 = arith.cmpi eq, %0, %1 : index
    ag.require %2, "ag.add: a dimension is {0} in one operand and {1} in another" (%0, %1)
    %z = ag.add %x, %y : tensor<?xf32>
    ```
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"
  ];
}

def AGToLinalgPass : RestatingPass<"ag-to-linalg", "::mlir::ModuleOp"> {
  let summary = "Lower ag ops to linalg and tensor";
  let description = [{
    Every op with a Spec becomes a linalg.generic, or a view of its operand if
    it only moves elements. The few other ops have a pattern each. Tensors lose
    their signs, and tensors of i1 become tensors of i8 that hold 0 or 1. Groups
    (ag.fused) stay, regions are inlined.

    Expects that ag-insert-checks has inserted the checks that can fail at run
    time.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def EstimateCostPass : Pass<"ag-estimate-cost", "::mlir::ModuleOp"> {
  let summary = "Record the number of floating-point operations of each entry";
  let description = [{
    Records the cost of a run of each function with `ag.signature`, without the
    ops that load computes. Sizes are the greatest that `ag.ranges` allows, or
    512 without a limit. A remark reports how long that takes one core of the
    target, according to its model, op by op except for groups. Reports of later
    phases use the recorded operations, because they no longer follow from the
    lowered ops:

    ```mlir
    func.func @mlp(...) attributes {ag.cost = {exact = true, flops = 5376 : i64}, ...}
    ```
    A size that does not follow from these sizes counts as 512, and a trip count
    as 10 (ag/Support/Sizes/AssumedSizes.h). The cost is then not exact.
  }];
}

def SwitchToIfPass : RestatingPass<"ag-switch-to-if"> {
  let summary = "Replace switches over tensors by nested conditionals";
  let description = [{
    Bufferization can place the results of scf.if, but not of scf.index_switch,
    in the buffers that the branches yield.

    ```mlir
    %r = scf.index_switch %i -> tensor<4xf32>
    case 2 { scf.yield %x : tensor<4xf32> }
    default { scf.yield %y : tensor<4xf32> }
    ```
    becomes
    ```mlir
    %0 = arith.cmpi eq, %i, %c2 : index
    %r = scf.if %0 -> tensor<4xf32> {
      scf.yield %x : tensor<4xf32>
    } else {
      scf.yield %y : tensor<4xf32>
    }
    ```
    More than eight cases are split into halves first, so that the branches nest
    no deeper than the logarithm of their number.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

#endif // AG_PHASES_STRUCTURE_PASSES_TD
