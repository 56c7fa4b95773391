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
  let summary = "Require at run time what the types of operands don't say";
  let description = [{
    In front of each op that demands something of its operands' sizes or elements
    (equal sizes, reads inside of bounds, indices in range), inserts an ag.require
    for each demand that is not provably met. What the names and ranges of
    dimensions (`ag.dims`, `ag.ranges`) prove costs nothing. A demand that is
    provably not met is an error.

    Upstream's ops are checked too, where they would read or write outside of a
    tensor, combine sizes that don't agree, or never end. A number that upstream
    leaves undefined (a quotient by 0) becomes what the interpreter computes. A group
    (ag.fused) has no effects: what its ops demand is demanded in front of it, of what
    it is given. One that computes what is asked for is opened.

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
  let summary = "State ag ops in linalg and tensor";
  let description = [{
    Every op with a Spec becomes a linalg.generic (or a view of its operand, where
    it only places elements); the few others have a pattern each. Tensors lose
    their signs, and tensors of i1 become tensors of i8 that hold 0 or 1. Groups
    (ag.fused) stay, regions are opened.

    Expects that what can fail at run time was checked before (ag-insert-checks).
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def EstimateCostPass : Pass<"ag-estimate-cost", "::mlir::ModuleOp"> {
  let summary = "Record how many floating-point operations each entry takes";
  let description = [{
    For each function with `ag.signature`, what a run costs at the greatest sizes
    that `ag.ranges` allows (at 512, where there is no such limit), without what load
    will compute. A remark says how long that takes one core of the target, as
    modelled: op by op, but for what stands in groups. Later phases keep the
    operations for reports, as nobody can tell any more from what is left of the ops:

    ```mlir
    func.func @mlp(...) attributes {ag.cost = {exact = true, flops = 5376 : i64}, ...}
    ```
    A size that does not follow from these sizes counts as 512, a trip count as 10
    (ag/Support/Sizes/AssumedSizes.h); the cost is then not exact.
  }];
}

def SwitchToIfPass : RestatingPass<"ag-switch-to-if"> {
  let summary = "Choose among several tensors by two at a time";
  let description = [{
    Bufferization knows of scf.if, and not of scf.index_switch, that its results may
    lie in the buffers of what the cases yield.

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
    Of more than eight cases it is asked for half of them first, so that the branches
    nest no deeper than their number's logarithm.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

#endif // AG_PHASES_STRUCTURE_PASSES_TD
