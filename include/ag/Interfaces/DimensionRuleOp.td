//===- DimensionRuleOp.td - which dimensions are loops -----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIMENSIONRULEOP_TD
#define AG_INTERFACES_DIMENSIONRULEOP_TD

include "mlir/IR/OpBase.td"

def DimensionRuleOpInterface : OpInterface<"DimensionRuleOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op that is not stated by a Spec, and of which it is known which dimensions
    are loops: a part of the result along these is the op on parts of its operands.
  }];
  let methods = [
    InterfaceMethod<[{
      Which dimensions of the operands and the results are which loops. Loops of
      the results come first, in the order of the first one's dimensions.
    }], "::ag::DimensionRule", "getDimensionRule">,
    InterfaceMethod<[{
      The op on parts of its operands along loops that are not whole. Along one
      that is picked, too: what a result that has it gets is its part, what others
      get sums up to them.
    }], "::mlir::Operation *", "makePart",
      (ins "::mlir::OpBuilder &":$builder, "const ::ag::OpPart &":$part), "", [{
      return ::ag::cloneOnParts(builder, $_op, part.operands);
    }]>
  ];
}

#endif // AG_INTERFACES_DIMENSIONRULEOP_TD
