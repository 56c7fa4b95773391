//===- ContractionOps.td - sums of products -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_CONTRACTIONOPS_TD
#define AG_DIALECT_AG_IR_STRUCTURED_CONTRACTIONOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

def AG_ContractOp : AG_StructuredOp<"contract", [], 1> {
  let summary = "The sum of products described by an einsum of two operands";
  let description = [{
    ```mlir
    %h = ag.contract "bi,io->bo" %x, %w : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
    %y = ag.contract "n(2y+u)(2x+v)i,uvio->nyxo" %x, %w : tensor<8x9x9x16xf32>, tensor<3x3x16x32xf32> -> tensor<8x4x4x32xf32>
    ```
    Each letter is a loop; letters that the result lacks are summed over. A letter
    that occurs twice in one operand selects its diagonal. A dimension may be a sum
    of letters with factors: a window that is read, or added to. A convolution and
    its derivatives have this form:

    ```mlir
    %dw = ag.contract "n(2y+u)(2x+v)i,nyxo->uvio" %x, %g : tensor<8x9x9x16xf32>, tensor<8x4x4x32xf32> -> tensor<3x3x16x32xf32>
    %dx = ag.contract "nyxo,uvio->n(2y+u)(2x+v)i" %g, %w (%h) : tensor<8x4x4x32xf32>, tensor<3x3x16x32xf32> -> tensor<8x?x9x16xf32>
    ```
    A loop is as long as the operand dimensions that consist of its letter alone, or
    else as the result dimension that does. The result type has the sizes of these
    result dimensions, and of those that are sums; each dynamic one has an index
    operand. Elements of the result that no sum selects are 0. The order of the
    loops, and thus of summation, is that of the letters in the result, followed by
    the other letters in the order of their first occurrence.

     - [einsum] the string has the form PART,PART->PART. A part consists of letters
       and of sums such as (2y+u), with numbers from 2 to 2147483647. A letter occurs
       at most once in a sum and at most once in the result. It is a dimension by
       itself in an operand, or in the result if it occurs in a sum of an operand.
     - [window] no sum selects a position outside of its dimension. Dynamic positions
       are checked at run time.
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

#endif // AG_DIALECT_AG_IR_STRUCTURED_CONTRACTIONOPS_TD
