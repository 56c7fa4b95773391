//===- MeshOps.td - what ranks do together -*- tablegen -*-----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_MESHOPS_TD
#define AG_DIALECT_AG_IR_SHARDING_MESHOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"
include "ag/Dialect/AG/IR/Core/AGEnums.td"
include "ag/Interfaces/CollectiveOp.td"

// An op of several ranks together. All ranks run the same program, so that an
// unused op can be removed from all of them. `move` is the MoveKind. `numbers`
// are the attributes with a number for each operand, which determine how blocks
// are resized. The class defines
//   Expected<Tensors> combine(ArrayRef<Tensors>, int64_t, Precision);
// and, if blocks are resized,
//   ResizedBlock getResized(unsigned k);
class AG_CollectiveOp<string mnemonic, string move, list<string> numbers = [],
                      list<Trait> traits = []>
    : AG_Op<mnemonic, !listconcat(traits, [
        Pure, AG_Interpretable,
        DeclareOpInterfaceMethods<CollectiveOpInterface,
          !if(!empty(numbers), ["combine"], ["combine", "getResized"])>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>,
        DeclareOpInterfaceMethods<ValueBoundsOpInterface,
                                  ["populateBoundsForShapedValueDim"]>])> {
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::ag::MoveKind $cppClass::getMoveKind() {
      return ::ag::MoveKind::}] # move # [{;
    }
    ::llvm::SmallVector<::llvm::StringRef, 2> $cppClass::getBlockAttributes() {
      return }] # "{" # !interleave(!foreach(name, numbers, "\"" # name # "\""), ", ") # "}" # [{;
    }
    ::llvm::Expected<::llvm::SmallVector<::ag::Tensor>>
    $cppClass::interpret(::llvm::MutableArrayRef<::ag::Tensor> operands,
                         ::ag::InterpreterContext &context) {
      return ::ag::interpretCollective(*this, operands, context);
    }
    ::mlir::LogicalResult $cppClass::reifyResultShapes(
        ::mlir::OpBuilder &builder,
        ::mlir::ReifiedRankedShapedTypeDims &shapes) {
      return ::ag::reifyBlocks(*this, builder, shapes);
    }
    void $cppClass::populateBoundsForShapedValueDim(
        ::mlir::Value value, int64_t dim,
        ::mlir::ValueBoundsConstraintSet &bounds) {
      ::ag::boundBlock(*this, value, dim, bounds);
    }
  }];
}

// A collective that keeps the sizes of blocks.
class AG_SameSizedCollectiveOp<string mnemonic, string move>
    : AG_CollectiveOp<mnemonic, move, [], [
        RangedTypesMatchWith<"blocks keep their types", "blocks", "outputs",
                             "$_self">]>;

def AG_AllReduceOp : AG_SameSizedCollectiveOp<"all_reduce", "AllReduce"> {
  let summary = "The sum, product, maximum or minimum over ranks, on each rank";
  let description = [{
    ```mlir
    %y = ag.all_reduce sum ["tp"] %a : tensor<4x8xf32>
    ```
    Several operands are reduced separately.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
     - [blocks] there are as many results as operands, ranked tensors of matching types.
     - [elements] elements are numbers, not i1.
  }];
  let arguments = (ins AG_Reduction:$kind, StrArrayAttr:$axes,
                       Variadic<AnyRankedTensor>:$blocks);
  let assemblyFormat = "$kind $axes $blocks attr-dict `:` type($blocks)";
}

def AG_AllGatherOp : AG_CollectiveOp<"all_gather", "AllGather", ["dims"]> {
  let summary = "The concatenated blocks of all ranks, on each rank";
  let description = [{
    ```mlir
    %y = ag.all_gather ["tp"] %a [1] : tensor<4x2xf32> -> tensor<4x8xf32>
    ```
    The blocks are concatenated along dimension 1, in the order of the ranks. Each of
    several operands has its own dimension.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
     - [blocks] there are as many results as operands, ranked tensors of matching types.
     - [dims] there is a dimension for each operand, of its rank.
  }];
  let arguments = (ins StrArrayAttr:$axes, Variadic<AnyRankedTensor>:$blocks,
                       DenseI64ArrayAttr:$dims);
  let assemblyFormat = "$axes $blocks $dims attr-dict `:` type($blocks) `->` type($outputs)";
}

def AG_ReduceScatterOp : AG_CollectiveOp<"reduce_scatter", "ReduceScatter", ["dims"]> {
  let summary = "The sum, product, maximum or minimum over ranks, a block on each rank";
  let description = [{
    ```mlir
    %y = ag.reduce_scatter sum ["tp"] %a [1] : tensor<4x8xf32> -> tensor<4x2xf32>
    ```
    The result is split along dimension 1, in the order of the ranks. Each of several
    operands has its own dimension.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
     - [blocks] there are as many results as operands, ranked tensors of matching types.
     - [dims] there is a dimension for each operand, of its rank.
     - [elements] elements are numbers, not i1.
  }];
  let arguments = (ins AG_Reduction:$kind, StrArrayAttr:$axes,
                       Variadic<AnyRankedTensor>:$blocks, DenseI64ArrayAttr:$dims);
  let assemblyFormat = [{
    $kind $axes $blocks $dims attr-dict `:` type($blocks) `->` type($outputs)
  }];
}

def AG_AllToAllOp : AG_CollectiveOp<"all_to_all", "AllToAll", ["from", "to"]> {
  let summary = "Blocks along one dimension become blocks along another";
  let description = [{
    ```mlir
    %y = ag.all_to_all ["ep"] %a [0] to [2] : tensor<2x3x8xf32> -> tensor<8x3x2xf32>
    ```
    The tensor was split along dimension 0, and is then split along dimension 2. Each
    of several operands has its own two dimensions.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
     - [blocks] there are as many results as operands, ranked tensors of matching types.
     - [dims] there are two different dimensions for each operand, of its rank.
  }];
  let arguments = (ins StrArrayAttr:$axes, Variadic<AnyRankedTensor>:$blocks,
                       DenseI64ArrayAttr:$from, DenseI64ArrayAttr:$to);
  let assemblyFormat = [{
    $axes $blocks $from `to` $to attr-dict `:` type($blocks) `->` type($outputs)
  }];
}

def AG_CollectivePermuteOp : AG_SameSizedCollectiveOp<"collective_permute", "Permute"> {
  let summary = "The block of another rank";
  let description = [{
    ```mlir
    %y = ag.collective_permute ["x", "y"] %a from [0, 2, 1, 3] : tensor<4x8xf32>
    ```
    Among the ranks that differ along the axes, rank 1 gets the block of rank 2, and
    so on.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
     - [blocks] there are as many results as operands, ranked tensors of matching types.
     - [places] there is a source for each of these ranks, and each rank is one once.
  }];
  let arguments = (ins StrArrayAttr:$axes, Variadic<AnyRankedTensor>:$blocks,
                       DenseI64ArrayAttr:$from);
  let assemblyFormat = "$axes $blocks `from` $from attr-dict `:` type($blocks)";
}

def AG_ToPartialOp : AG_SameSizedCollectiveOp<"to_partial", "ToPartial"> {
  let summary = "Partial values whose sum, product, maximum or minimum is the operand";
  let description = [{
    ```mlir
    %y = ag.to_partial sum ["tp"] %a : tensor<4x8xf32>
    ```
    The first rank keeps the operand, and the others have the neutral element, so
    that ranks do not communicate. A program must not depend on the individual
    values. The interpreter therefore distributes random numbers whose sum is `%a`.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
     - [blocks] there are as many results as operands, ranked tensors of matching types.
     - [elements] elements are numbers, not i1.
  }];
  let arguments = (ins AG_Reduction:$kind, StrArrayAttr:$axes,
                       Variadic<AnyRankedTensor>:$blocks);
  let assemblyFormat = "$kind $axes $blocks attr-dict `:` type($blocks)";
}

def AG_MeshIndexOp : AG_Op<"mesh_index", [
    Pure, AG_Interpretable,
    DeclareOpInterfaceMethods<ValueBoundsOpInterface, ["populateBoundsForIndexValue"]>]> {
  let summary = "The index of this rank among those that differ along some axes";
  let description = [{
    ```mlir
    %i = ag.mesh_index ["dp", "tp"] : index
    ```
    With the coordinates d along dp and t along tp, which has 4 ranks, the index is
    4 * d + t.

     - [mesh] the module has `ag.mesh` with these axes, each listed once.
  }];
  let arguments = (ins StrArrayAttr:$axes);
  let results = (outs Index:$result);
  let assemblyFormat = "$axes attr-dict `:` type($result)";
  let hasVerifier = 1;
}

#endif // AG_DIALECT_AG_IR_SHARDING_MESHOPS_TD
