//===- ReductionOps.td - many elements combined into one -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REDUCTIONOPS_TD
#define AG_DIALECT_AG_IR_REDUCTIONOPS_TD

include "ag/Dialect/AG/IR/AGEnums.td"

def AG_ReduceOp : AG_StructuredOp<"reduce"> {
  let summary = "The sum, product, maximum or minimum over some dimensions";
  let description = [{
    ```mlir
    %s = ag.reduce sum %x [1] : tensor<4x8xf32> -> tensor<4xf32>
    ```
    Over no elements a sum is 0, a product 1, a maximum the least and a minimum
    the greatest value of the type (an infinity for floats).

     - [dims] the dimensions are in range and ascend.
  }];
  let arguments = (ins AG_Reduction:$kind, AnyRankedTensor:$x, DenseI64ArrayAttr:$dims);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$kind $x $dims attr-dict `:` custom<Signature>(type($x), type($result))";
}

#endif // AG_DIALECT_AG_IR_REDUCTIONOPS_TD
