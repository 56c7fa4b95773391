//===- IndexOps.td - ops that make or follow indices -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_INDEXING_INDEXOPS_TD
#define AG_DIALECT_AG_IR_INDEXING_INDEXOPS_TD

include "ag/Dialect/AG/IR/Core/AGEnums.td"

def AG_IotaOp : AG_StructuredOp<"iota", [], 1> {
  let summary = "Each element's index along one dimension";
  let description = [{
    ```mlir
    %y = ag.iota 1 (%n) : tensor<?x4xi32>
    ```
    Each dynamic extent has an index operand.

     - [dim] the dimension is one of the result's.
     - [element-type] the element type is one that ag supports.
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
    LinearTrait], [], ["heedsMask"]> {
  let summary = "Slices of x along one dimension, at positions given by indices";
  let description = [{
    ```mlir
    %y = ag.gather 0 error %x, %ids : tensor<30522x384xf32>, tensor<?x?xi64> -> tensor<?x?x384xf32>
    ```
    In the result, the dimensions of the indices replace dimension `dim` of x. An
    index outside of x, negative or too large, is a run-time failure (`error`), is
    replaced by the nearest valid one (`clamp`), or gives zeros (`fill`).

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
    DeclareOpInterfaceMethods<DimensionRuleOpInterface, ["makePart"]>],
    ["pushForward"], ["heedsMask"]> {
  let summary = "x with slices added or replaced along one dimension, at positions given by indices";
  let description = [{
    ```mlir
    %y = ag.scatter 0 error %x, %ids, %u
       : tensor<30522x384xf32>, tensor<?x?xi64>, tensor<?x?x384xf32> -> tensor<30522x384xf32>
    %z = ag.scatter set 0 drop %x, %ids, %u
       : tensor<30522x384xf32>, tensor<?x?xi64>, tensor<?x?x384xf32> -> tensor<30522x384xf32>
    ```
    In the updates, the dimensions of the indices replace dimension `dim` of x, as in
    the result of `ag.gather`. The kind, `add` by default, says how updates change an
    element of x if several indices are equal:

     - `add` adds all updates to it, in the row-major order of the indices; for bf16
       and f16 in f32, rounded once. This is the inverse of `ag.gather`.
     - `set` replaces it by the last update in the row-major order of the indices.
     - `max` and `min` give the extremum of it and all updates, as `ag.max` and
       `ag.min` define it. If k of them are equal to the extremum, the derivative by
       each of these is 1/k, as for `ag.reduce`.

    An index outside of x, negative or too large, is a run-time failure (`error`), is
    replaced by the nearest valid one (`clamp`), or changes nothing (`drop`).

     - [dim] the dimension is one of x's.
     - [indices] the indices are integers.
     - [clamp] with `clamp`, x is not statically empty along the dimension.
  }];
  let arguments = (ins ConfinedAttr<I64Attr, [IntNonNegative]>:$dim, AG_WriteOutOfBounds:$mode,
                       AnyRankedTensor:$x, AnyRankedTensor:$indices,
                       AnyRankedTensor:$updates,
                       DefaultValuedAttr<AG_ScatterKind, "::ag::ScatterKind::add">:$kind);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    ($kind^)? $dim $mode $x `,` $indices `,` $updates attr-dict `:`
    custom<Signature>(type($x), type($indices), type($updates), type($result))
  }];
  let hasFolder = 1;
  let extraClassDeclaration = inferredMethods # [{
    /// Sums and moved elements are linear in x and the updates.
    ::ag::TangentFlow getTangentFlow() {
      return isLinear() ? ::ag::TangentFlow::Linear : ::ag::TangentFlow::Along;
    }
    bool isLinear() {
      return getKind() == ::ag::ScatterKind::add || getKind() == ::ag::ScatterKind::set;
    }
    /// Returns the primitive that combines an element with an update, or
    /// std::nullopt if the update replaces it.
    std::optional<::ag::Primitive> getCombiner();
    /// Returns the type in which elements are combined.
    ::ag::ScalarType getCombinedType();
  }];
}

#endif // AG_DIALECT_AG_IR_INDEXING_INDEXOPS_TD
