//===- ContractionOps.td - sums of products -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CONTRACTIONOPS_TD
#define AG_DIALECT_AG_IR_CONTRACTIONOPS_TD

include "ag/Dialect/AG/IR/AGBase.td"

def AG_ContractOp : AG_StructuredOp<"contract", [], 1> {
  let summary = "The sum of products that an einsum string of two operands states";
  let description = [{
    ```mlir
    %h = ag.contract "bi,io->bo" %x, %w : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
    %y = ag.contract "n(2y+u)(2x+v)i,uvio->nyxo" %x, %w : tensor<8x9x9x16xf32>, tensor<3x3x16x32xf32> -> tensor<8x4x4x32xf32>
    ```
    Each letter is a loop; letters that the result lacks are summed over. A letter
    that occurs twice in one operand takes its diagonal. A dimension may be a sum of
    letters, times numbers: a window that is read, or added to. A convolution and
    its derivatives are such:

    ```mlir
    %dw = ag.contract "n(2y+u)(2x+v)i,nyxo->uvio" %x, %g : tensor<8x9x9x16xf32>, tensor<8x4x4x32xf32> -> tensor<3x3x16x32xf32>
    %dx = ag.contract "nyxo,uvio->n(2y+u)(2x+v)i" %g, %w (%h) : tensor<8x4x4x32xf32>, tensor<3x3x16x32xf32> -> tensor<8x?x9x16xf32>
    ```
    A loop is as long as the dimensions of operands that are its letter alone; where
    there is none, as the dimension of the result that is. The type of the result
    says how long the latter are, and dimensions of the result that are sums; an
    index operand gives each of these that is dynamic. What no sum names of the
    result is 0. The order of the loops, and so of sums: the letters of the result
    as they occur there, then the others as they occur first.

     - [einsum] the string reads PART,PART->PART. A part is of letters and of sums
       as (2y+u), with numbers from 2 to 2147483647. A letter occurs once in a sum
       and once in the result, and stands alone in an operand, or in the result and
       in a sum of an operand.
     - [window] no sum names a place outside of its dimension. Where that can only be
       known at run time, running checks it.
  }];
  let arguments = (ins StrAttr:$einsum, AnyRankedTensor:$x, AnyRankedTensor:$y,
                       Variadic<Index>:$sizes,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$static_sizes);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $einsum $x `,` $y (` ` `(` $sizes^ `)`)? attr-dict `:`
    custom<WindowSignature>(ref($einsum), type($x), type($y), type($result), $static_sizes)
  }];
  let builders = [OpBuilder<(ins "::llvm::StringRef":$einsum, "::mlir::Value":$x, "::mlir::Value":$y), [{
    build($_builder, $_state, einsum, x, y, ::mlir::ValueRange());
  }]>];
}

#endif // AG_DIALECT_AG_IR_CONTRACTIONOPS_TD
