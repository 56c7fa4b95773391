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
    An op without a Spec whose dimensions are related to loops: a slice of a
    result along these loops is the op on slices of its operands.
  }];
  let methods = [
    InterfaceMethod<[{
      Returns the loops that the dimensions of operands and results consist of.
      Loops of the results come first, in the order of the first one's dimensions.
    }], "::ag::DimensionRule", "getDimensionRule">,
    InterfaceMethod<[{
      Clones the op on slices of its operands along loops that are not whole, or
      that are picked. A result that has a picked loop becomes its slice; the
      other results become summands of the op's results.
    }], "::mlir::Operation *", "makePart",
      (ins "::mlir::OpBuilder &":$builder, "const ::ag::OpPart &":$part), "", [{
      return ::ag::cloneOnParts(builder, $_op, part.operands);
    }]>
  ];
}

#endif // AG_INTERFACES_DIMENSIONRULEOP_TD
