//===- ReductionOps.td - many elements combined into one -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_REDUCTIONOPS_TD
#define AG_DIALECT_AG_IR_STRUCTURED_REDUCTIONOPS_TD

include "ag/Dialect/AG/IR/Core/AGEnums.td"

def AG_ReduceOp : AG_StructuredOp<"reduce"> {
  let summary = "The sum, product, maximum or minimum over some dimensions";
  let description = [{
    ```mlir
    %s = ag.reduce sum %x [1] : tensor<4x8xf32> -> tensor<4xf32>
    ```
    Over no elements, a sum is 0, a product 1, a maximum the least and a minimum the
    greatest value of the type (an infinity for floats).

     - [dims] the dimensions are in range and increasing.
  }];
  let arguments = (ins AG_Reduction:$kind, AnyRankedTensor:$x, DenseI64ArrayAttr:$dims);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$kind $x $dims attr-dict `:` custom<Signature>(type($x), type($result))";
}

def AG_ReduceWindowOp : AG_StructuredOp<"reduce_window", [AttrSizedOperandSegments], 1> {
  let summary = "The sum, product, maximum or minimum over windows";
  let description = [{
    ```mlir
    %p = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 3, v = %k] (%ys) : tensor<8x9x?x16xf32> -> tensor<8x4x?x16xf32>
    %g = ag.reduce_window sum "nyxc->n(2y+u)(2x+v)c" %p [u = 3, v = 3] : tensor<8x4x4x16xf32> -> tensor<8x9x9x16xf32>
    ```
    The op is like ag.contract with one operand and the reductions of ag.reduce. The
    brackets have the sizes of letters that are nowhere a dimension by themselves.
    Elements of the result that no sum selects are the reduction over no elements.

     - [einsum] the string has the form PART->PART, as for ag.contract. A letter that
       is a dimension of the result by itself occurs in the operand.
     - [window] no sum selects a position outside of its dimension. Dynamic positions
       are checked at run time.
  }];
  let arguments = (ins AG_Reduction:$kind, StrAttr:$einsum, AnyRankedTensor:$x,
                       Variadic<Index>:$windows, Variadic<Index>:$sizes,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$static_windows,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$static_sizes);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $kind $einsum $x `` custom<Windows>(ref($einsum), $windows, $static_windows)
    (` ` `(` $sizes^ `)`)? attr-dict `:`
    custom<WindowSignature>(ref($einsum), type($x), type($result), $static_sizes)
  }];
}

#endif // AG_DIALECT_AG_IR_STRUCTURED_REDUCTIONOPS_TD
