//===- ShapeOps.td - the same elements in other places -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_SHAPEOPS_TD
#define AG_DIALECT_AG_IR_STRUCTURED_SHAPEOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

def AG_BroadcastOp : AG_StructuredOp<"broadcast", [], 1> {
  let summary = "Copies of x along new dimensions, and along those where x has size 1";
  let description = [{
    ```mlir
    %y = ag.broadcast %x [2] (%b) : tensor<384xf32> -> tensor<?x12x384xf32>
    ```
    Dimension k of x is dimension `dims[k]` of the result. Each new dynamic extent
    has an index operand. A result dimension is new if no dimension of x, or one that
    is statically 1, corresponds to it.

     - [dims] there is one result dimension for each of x's, in range and increasing.
     - [one-to-n] a dimension of x that is not statically 1 keeps its size.
  }];
  let arguments = (ins AnyRankedTensor:$x, Variadic<Index>:$sizes,
                       DenseI64ArrayAttr:$dims, DenseI64ArrayAttr:$static_sizes);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x $dims (` ` `(` $sizes^ `)`)? attr-dict `:`
    custom<SizedSignature>(type($x), type($result), $static_sizes)
  }];
}

def AG_TransposeOp : AG_StructuredOp<"transpose"> {
  let summary = "x with its dimensions in another order";
  let description = [{
    ```mlir
    %y = ag.transpose %x [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
    ```
    Dimension k of the result is dimension `permutation[k]` of x.

     - [permutation] every dimension of x occurs once.
  }];
  let arguments = (ins AnyRankedTensor:$x, DenseI64ArrayAttr:$permutation);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$x $permutation attr-dict `:` custom<Signature>(type($x), type($result))";
}

def AG_ReshapeOp : AG_InferredOp<"reshape", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface, ["makePart"]>, LinearTrait,
    DeclareOpInterfaceMethods<IndexingOpInterface, ["getIndexing"]>]> {
  let summary = "The elements of x, in row-major order, in another shape";
  let description = [{
    ```mlir
    %y = ag.reshape %x (%b, %s) : tensor<?x?x384xf32> -> tensor<?x?x12x32xf32>
    ```
    Each dynamic extent of the result has an index operand.

     - [count] the result has as many elements as x.
  }];
  let arguments = (ins AnyRankedTensor:$x, Variadic<Index>:$sizes,
                       DenseI64ArrayAttr:$static_sizes);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x (` ` `(` $sizes^ `)`)? attr-dict `:`
    custom<SizedSignature>(type($x), type($result), $static_sizes)
  }];
  let hasFolder = 1;
}

def AG_SliceOp : AG_StructuredOp<"slice", [AttrSizedOperandSegments], 1> {
  let summary = "A regular slice of x";
  let description = [{
    ```mlir
    %y = ag.slice %x [0, %s] [4, %n] [1, 2] : tensor<4x8xf32> -> tensor<4x?xf32>
    ```
    Element i of the result, along each dimension, is element
    `offset + stride * i` of x.

     - [slice] there is one offset, size and stride for each dimension of x.
     - [strides] strides are at least 1.
     - [bounds] no element is outside of x. Dynamic positions are checked at run time.
  }];
  let arguments = (ins AnyRankedTensor:$x, Variadic<Index>:$offsets, Variadic<Index>:$sizes,
                       DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$static_sizes,
                       DenseI64ArrayAttr:$strides);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x custom<DynamicIndexList>($offsets, $static_offsets)
    custom<DynamicIndexList>($sizes, $static_sizes)
    $strides attr-dict `:` custom<Signature>(type($x), type($result))
  }];
}

def AG_UpdateOp : AG_InferredOp<"update", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface, ["makePart"]>, IndexingOpInterface,
    LinearTrait], [], ["heedsMask"]> {
  let summary = "x with a regular slice replaced by y";
  let description = [{
    ```mlir
    %r = ag.update %x, %y [%i, 0] [1, 2] : tensor<4x8xf32>, tensor<1x4xf32> -> tensor<4x8xf32>
    ```
    Element `offset + stride * i` of the result, along each dimension, is element i
    of y; the others are x's.

     - [slice] there is one offset and stride for each dimension of x.
     - [strides] strides are at least 1.
     - [bounds] no element of y would be outside of x. Dynamic positions are checked
       at run time.
  }];
  let arguments = (ins AnyRankedTensor:$x, AnyRankedTensor:$y, Variadic<Index>:$offsets,
                       DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$strides);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x `,` $y custom<DynamicIndexList>($offsets, $static_offsets)
    $strides attr-dict `:` custom<Signature>(type($x), type($y), type($result))
  }];
  let hasFolder = 1;
}

def AG_PadOp : AG_InferredOp<"pad", [
    AttrSizedOperandSegments, DeclareOpInterfaceMethods<DimensionRuleOpInterface>,
    IndexingOpInterface, LinearTrait]> {
  let summary = "x padded with one value, around and between its elements";
  let description = [{
    ```mlir
    %y = ag.pad %x low [0, 1] high [0, %h] with %v : tensor<4x8xf32>, tensor<f32> -> tensor<4x?xf32>
    %z = ag.pad %x low [0, 1] high [0, 1] interior [1, 0] with %v : tensor<4x8xf32>, tensor<f32> -> tensor<7x10xf32>
    ```
    Element i of x, along each dimension, is element `low + (interior + 1) * i` of
    the result. Thus n elements, n > 0, become `low + n + (n - 1) * interior + high`,
    and 0 elements `low + high`. If there are no interior widths, they are 0.

     - [pad] there is one low and one high width for each dimension of x, and either
       one interior width for each or none at all. No width is negative.
  }];
  let arguments = (ins AnyRankedTensor:$x, AnyRankedTensor:$value,
                       Variadic<Index>:$low, Variadic<Index>:$high,
                       DenseI64ArrayAttr:$static_low, DenseI64ArrayAttr:$static_high,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$interior);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x `low` custom<DynamicIndexList>($low, $static_low)
    `high` custom<DynamicIndexList>($high, $static_high)
    (`interior` $interior^)? `with` $value attr-dict `:`
    custom<Signature>(type($x), type($value), type($result))
  }];
  let hasFolder = 1;
}

def AG_ConcatOp : AG_InferredOp<"concat", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface>, IndexingOpInterface, LinearTrait]> {
  let summary = "The concatenation of tensors along a dimension";
  let description = [{
    ```mlir
    %y = ag.concat 1 %a, %b : tensor<4x8xf32>, tensor<4x2xf32> -> tensor<4x10xf32>
    ```
     - [dim] there is an operand, and it has the dimension.
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$dim, Variadic<AnyRankedTensor>:$inputs);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$dim $inputs attr-dict `:` type($inputs) `->` type($result)";
  let hasFolder = 1;
}

#endif // AG_DIALECT_AG_IR_STRUCTURED_SHAPEOPS_TD
