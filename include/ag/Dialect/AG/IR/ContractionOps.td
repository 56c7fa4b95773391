//===- ContractionOps.td - sums of products -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CONTRACTIONOPS_TD
#define AG_DIALECT_AG_IR_CONTRACTIONOPS_TD

include "ag/Dialect/AG/IR/AGBase.td"

def AG_ContractOp : AG_StructuredOp<"contract"> {
  let summary = "The sum of products that an einsum string of two operands states";
  let description = [{
    ```mlir
    %h = ag.contract "bi,io->bo" %x, %w : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
    ```
    Each letter is a loop; letters that the result lacks are summed over. A letter
    that occurs twice in one operand takes its diagonal.

     - [einsum] the string reads LETTERS,LETTERS->LETTERS; a letter of the result
       occurs there once, and in an operand.
  }];
  let arguments = (ins StrAttr:$einsum, AnyRankedTensor:$x, AnyRankedTensor:$y);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$einsum $x `,` $y attr-dict `:` custom<Signature>(type($x), type($y), type($result))";
}

#endif // AG_DIALECT_AG_IR_CONTRACTIONOPS_TD
