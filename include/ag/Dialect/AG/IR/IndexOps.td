//===- IndexOps.td - ops that make or follow indices -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_INDEXOPS_TD
#define AG_DIALECT_AG_IR_INDEXOPS_TD

include "ag/Dialect/AG/IR/AGEnums.td"

def AG_IotaOp : AG_StructuredOp<"iota", [], 1> {
  let summary = "Each element's index along one dimension";
  let description = [{
    ```mlir
    %y = ag.iota 1 (%n) : tensor<?x4xi32>
    ```
    An index operand gives each dynamic extent.

     - [dim] the dimension is one of the result's.
     - [element-type] the element type is one that ag computes with.
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$dim, Variadic<Index>:$sizes,
                       DenseI64ArrayAttr:$static_sizes, TypeAttr:$element_type);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $dim (` ` `(` $sizes^ `)`)? attr-dict `:`
    custom<CreatedType>(type($result), $static_sizes, $element_type)
  }];
}

def AG_GatherOp : AG_InferredOp<"gather", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface, ["makePart"]>, IndexingOpInterface,
    LinearTrait]> {
  let summary = "Slices of x along one dimension, at the places that indices name";
  let description = [{
    ```mlir
    %y = ag.gather 0 error %x, %ids : tensor<30522x384xf32>, tensor<?x?xi64> -> tensor<?x?x384xf32>
    ```
    The result has the dimensions of the indices in place of dimension `dim` of x.
    An index outside of x, below 0 or too large, is a run-time failure (`error`),
    the nearest one inside (`clamp`), or gives zeros (`fill`).

     - [dim] the dimension is one of x's.
     - [indices] the indices are integers.
     - [clamp] with `clamp`, x is not statically empty along the dimension.
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$dim, AG_OutOfBounds:$mode,
                       AnyRankedTensor:$x, AnyRankedTensor:$indices);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $dim $mode $x `,` $indices attr-dict `:`
    custom<Signature>(type($x), type($indices), type($result))
  }];
}

def AG_ScatterOp : AG_InferredOp<"scatter", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface, ["makePart"]>, LinearTrait],
    ["pushForward"]> {
  let summary = "x with slices added along one dimension, at the places that indices name";
  let description = [{
    ```mlir
    %y = ag.scatter 0 error %x, %ids, %u
       : tensor<30522x384xf32>, tensor<?x?xi64>, tensor<?x?x384xf32> -> tensor<30522x384xf32>
    ```
    The inverse of `ag.gather`: the updates have the dimensions of the indices in
    place of dimension `dim` of x. What one place is named for several times adds
    up, to what x has there, in the row-major order of the indices; of bf16 and f16
    in f32, rounded once. With an index outside of x, below 0 or too large, it is a
    run-time failure (`error`), the nearest place inside is meant (`clamp`), or
    nothing is added (`drop`).

     - [dim] the dimension is one of x's.
     - [indices] the indices are integers.
     - [clamp] with `clamp`, x is not statically empty along the dimension.
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$dim, AG_WriteOutOfBounds:$mode,
                       AnyRankedTensor:$x, AnyRankedTensor:$indices,
                       AnyRankedTensor:$updates);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $dim $mode $x `,` $indices `,` $updates attr-dict `:`
    custom<Signature>(type($x), type($indices), type($updates), type($result))
  }];
  let hasFolder = 1;
}

#endif // AG_DIALECT_AG_IR_INDEXOPS_TD
