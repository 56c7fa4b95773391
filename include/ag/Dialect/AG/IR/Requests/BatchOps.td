//===- BatchOps.td - functions for batches -*- tablegen -*-----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REQUESTS_BATCHOPS_TD
#define AG_DIALECT_AG_IR_REQUESTS_BATCHOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"
include "mlir/IR/SymbolInterfaces.td"

def AG_VmapOp : AG_Op<"vmap", [
    AttrSizedOperandSegments, RequestTrait,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Maps a function over a batch";
  let description = [{
    ```mlir
    %y = ag.vmap @f in [0, none] out [1] (%x, %w) : (tensor<8x3xf32>, tensor<3x4xf32>) -> tensor<4x8xf32>
    %z = ag.vmap @g in [none] out [0] size (%n) (%x) : (tensor<3xf32>) -> tensor<?x3xf32>
    ```
    The results are those of @f on each element of a batch, stacked. For each
    operand, `in` has the dimension along which the elements vary, or `none` if it
    is the same for all of them; `out` has the dimensions for the results. Floats,
    i1 and indices of the function become tensors of rank 1; an index becomes an
    i64. The op fails if the function fails for one element. If no operand has a
    batch dimension, `size` is the size of the batch. A result that differs over the
    batch must have an axis, which is checked when the batched function is made.

    The phase differentiate replaces this op by a call of the batched function. The
    function may contain requests for batches and derivatives, which are resolved
    first.

     - [function] the function is one of the module's, with a body.
     - [axes] there is an axis or `none` for each of the function's arguments and
       results.
     - [axis] an axis is a dimension of its operand or result.
     - [types] without their axes, operands and results have the function's types.
     - [batch] an operand has an axis, or there is a size, which is not negative.
     - [sizes] all operands have equally many elements. Dynamic sizes are checked at
       run time.
  }];
  let arguments = (ins FlatSymbolRefAttr:$function, DenseI64ArrayAttr:$in_axes,
                       DenseI64ArrayAttr:$out_axes, Optional<Index>:$size,
                       Variadic<AnyType>:$inputs);
  let results = (outs Variadic<AnyType>:$outputs);
  let assemblyFormat = [{
    $function `in` custom<Axes>($in_axes) `out` custom<Axes>($out_axes)
    (`size` `(` $size^ `)`)? `(` $inputs `)` attr-dict `:`
    functional-type($inputs, $outputs)
  }];
  let extraClassDeclaration = [{
    /// The axis of an operand or result that is the same for all elements.
    static constexpr int64_t none = -1;
  }];
  let hasVerifier = 1;
}

#endif // AG_DIALECT_AG_IR_REQUESTS_BATCHOPS_TD
