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
    An op by which the ranks of a mesh that differ along its axes alone turn
    blocks of tensors into others: result k is made of what they all have as
    operand k.
  }];
  let methods = [
    InterfaceMethod<"The names of the axes, the first varying slowest.",
                    "::mlir::ArrayAttr", "getAxes">,
    StaticInterfaceMethod<"What it does to each block.",
                          "::ag::MoveKind", "getMoveKind">,
    StaticInterfaceMethod<[{
      The names of the attributes that list a number for each operand; what others
      say is of all operands.
    }], "::llvm::SmallVector<::llvm::StringRef, 2>", "getBlockAttributes">,
    InterfaceMethod<[{
      Which dimensions of result `k` are longer or shorter than those of operand
      `k`, by the number of ranks that take part.
    }], "::ag::ResizedBlock", "getResized", (ins "unsigned":$k), "", [{
      return {};
    }]>,
    InterfaceMethod<[{
      This rank's results, of what each of the ranks that take part has given, in
      the order of their indices, of which `place` is this one's. Types of floats
      are kept as `precision` says.
    }], "::llvm::Expected<::llvm::SmallVector<::ag::Tensor>>", "combine",
      (ins "::llvm::ArrayRef<::llvm::SmallVector<::ag::Tensor>>":$given,
           "int64_t":$place, "::ag::Precision":$precision)>
  ];
}

#endif // AG_INTERFACES_COLLECTIVEOP_TD
