//===- CollectiveOp.td - ops that ranks do together --------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_COLLECTIVEOP_TD
#define AG_INTERFACES_COLLECTIVEOP_TD

include "mlir/IR/OpBase.td"

def CollectiveOpInterface : OpInterface<"CollectiveOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op by which the ranks of a mesh that differ only along its axes iteration
    blocks of tensors into other blocks: result k is computed from operand k of
    all of them.
  }];
  let methods = [
    InterfaceMethod<"Returns the names of the axes, the first varying slowest.",
                    "::mlir::ArrayAttr", "getAxes">,
    StaticInterfaceMethod<"Returns the move that it applies to each block.",
                          "::ag::MoveKind", "getMoveKind">,
    StaticInterfaceMethod<[{
      Returns the names of the attributes that have a number for each operand.
      Other attributes apply to all operands.
    }], "::llvm::SmallVector<::llvm::StringRef, 2>", "getBlockAttributes">,
    InterfaceMethod<[{
      Returns the dimensions in which result `k` is longer or shorter than
      operand `k`, by the number of ranks in the group.
    }], "::ag::ResizedBlock", "getResized", (ins "unsigned":$k), "", [{
      return {};
    }]>,
    InterfaceMethod<[{
      Returns this rank's results. `given` has the operands of each rank of the
      group, in the order of their indices; `place` is the index of this rank.
      Floats are rounded according to `precision`.
    }], "::llvm::Expected<::llvm::SmallVector<::ag::Tensor>>", "combine",
      (ins "::llvm::ArrayRef<::llvm::SmallVector<::ag::Tensor>>":$given,
           "int64_t":$place, "::ag::Precision":$precision)>
  ];
}

#endif // AG_INTERFACES_COLLECTIVEOP_TD
