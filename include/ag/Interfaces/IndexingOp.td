//===- IndexingOp.td - ops that only move elements ---------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_INDEXINGOP_TD
#define AG_INTERFACES_INDEXINGOP_TD

include "mlir/IR/OpBase.td"

def IndexingOpInterface : OpInterface<"IndexingOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op that computes nothing: its elements are those of its operands, at other
    places, as of a reshape. It is no StructuredOpInterface, since what a Spec is
    lowered to, loops, is not what is best for it; but a Spec may tell where the
    elements come from.
  }];
  let methods = [
    InterfaceMethod<[{
      Each element of the one result as one of an operand; places may be
      quotients and remainders. None where what only shows at run time decides
      that, or no one place does, as of a concatenation.
    }], "::std::optional<::ag::Spec>", "getIndexing", (ins), "", [{
      return ::std::nullopt;
    }]>
  ];
}

#endif // AG_INTERFACES_INDEXINGOP_TD
