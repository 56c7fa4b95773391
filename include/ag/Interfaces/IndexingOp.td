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
    An op that computes nothing: its elements are those of its operands at other
    positions, as in a reshape. It is not a StructuredOpInterface, because loops,
    to which a Spec is lowered, are not the best lowering for it. A Spec may still
    describe where its elements come from.
  }];
  let methods = [
    InterfaceMethod<[{
      Returns the Spec that maps each element of the only result to one of an
      operand; positions may be quotients and remainders. Returns std::nullopt if
      the position depends on run-time values, or is not a single one, as in a
      concatenation.
    }], "::std::optional<::ag::Spec>", "getIndexing", (ins), "", [{
      return ::std::nullopt;
    }]>
  ];
}

#endif // AG_INTERFACES_INDEXINGOP_TD
