//===- AGAttrs.td - what the dialect writes beside ops -*- tablegen -*-----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_AGATTRS_TD
#define AG_DIALECT_AG_IR_AGATTRS_TD

include "ag/Dialect/AG/IR/AGBase.td"
include "ag/Dialect/AG/IR/AGEnums.td"
include "mlir/IR/AttrTypeBase.td"

def AG_MeshAttr : AttrDef<AG_Dialect, "Mesh"> {
  let mnemonic = "mesh";
  let summary = "The ranks that run a program, as points of a grid";
  let description = [{
    Axes by name, the first varying slowest: of `#ag.mesh<dp = 2, tp = 4>` rank 5
    is at 1 along dp and at 1 along tp.

    In `#ag.mesh<dp = 2 over [1.0e-05, 1.0e+10], tp = 4>` ranks along dp have to
    wait for 10 us until a message begins to arrive, of which they send 10 GB in a
    second. The link along an axis without one is that of the target's machines
    (ag/Machine/Common/Speed.h).

    Axes have names, each another one, and sizes of at least 1, which make at most
    65,536 ranks. Latencies are not negative, and bandwidths more than 0.
  }];
  let parameters = (ins ArrayRefParameter<"::mlir::StringAttr">:$names,
                        ArrayRefParameter<"int64_t">:$sizes,
                        ArrayRefParameter<"::mlir::DenseF64ArrayAttr">:$links);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    ::ag::Mesh getMesh() const;
    static MeshAttr get(::mlir::MLIRContext *context, const ::ag::Mesh &mesh);
  }];
}

def AG_ShardingAttr : AttrDef<AG_Dialect, "Sharding"> {
  let mnemonic = "sharding";
  let summary = "Which block of a tensor each rank has";
  let description = [{
    The axes that each dimension is split along, major first, and the sizes of the
    whole, `?` where one is dynamic:

    ```mlir
    #ag.sharding<[["dp"], [], ["tp", "sp"]], [8, 16, ?]>
    #ag.sharding<[[], ["tp"]], [8, 16], sum ["dp"]>
    ```
    The second is the sum, over the ranks that differ along dp alone, of what they
    have. Blocks are all of one size; the last ones reach beyond the whole where
    their number does not divide it, by padding of any value.

    There is a list of axes for each size; an axis stands in one place only, and
    sizes are not negative.
  }];
  let parameters = (ins "::mlir::ArrayAttr":$axes,
                        ArrayRefParameter<"int64_t">:$sizes,
                        "::std::optional<::ag::Reduction>":$kind,
                        "::mlir::ArrayAttr":$partial);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// The names of the axes that dimension `dim` is split along.
    ::llvm::ArrayRef<::mlir::Attribute> getAxesOf(int64_t dim) const;
  }];
}

def AG_StrategyAttr : AttrDef<AG_Dialect, "Strategy"> {
  let mnemonic = "strategy";
  let summary = "What an op does along each axis of a mesh";
  let description = [{
    The axes that each of the op's loops is split along, major first, and those
    along which each group of operands is partial:

    ```mlir
    ag.contract "bi,io->bo" %x, %w {ag.strategy = #ag.strategy<[["dp"], [], ["tp"]], []>}
    ag.add %x, %y {ag.strategy = #ag.strategy<[["dp"], []], [["tp"]]>}
    ```
    The first has the loops b, o, i, and sums parts of i along tp; the second adds
    parts of sums along tp. Along axes that stand nowhere all ranks do the same; an
    empty list of groups is one in which no axis stands.

    An axis stands in one place only.
  }];
  let parameters = (ins "::mlir::ArrayAttr":$loops, "::mlir::ArrayAttr":$groups);
  let assemblyFormat = "`<` $loops `,` $groups `>`";
  let genVerifyDecl = 1;
}

def AG_NestLoopAttr : AttrDef<AG_Dialect, "NestLoop"> {
  let mnemonic = "nest_loop";
  let summary = "A loop around the ops of a group";
  let description = [{
    `<stream operand 1 dim 2 by [64]>` goes along dimension 2 of the group's operand
    1, 64 places an iteration; `result 0 dim 0` is a dimension of a result.

    Iterations of a `parallel` loop are independent, those of a `sum` loop add to
    tensors, and a `stream` carries what it accumulates from one to the next.

    There is a tile size for each level of blocking, the largest first: one for a
    CPU; block, warp and thread for a GPU; four at most. None is less than 1.
  }];
  let parameters = (ins EnumParameter<AG_NestLoopKind>:$kind,
                        EnumParameter<AG_NestSide>:$side,
                        "unsigned":$number, "unsigned":$dim,
                        ArrayRefParameter<"int64_t">:$tiles);
  let assemblyFormat =
      "`<` $kind $side $number `dim` $dim `by` ` ` `[` $tiles `]` `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Returns "operand 1 dim 2", the dimension that the loop goes along.
    std::string spellDimension() const;
  }];
}

def AG_NestAttr : AttrDef<AG_Dialect, "Nest"> {
  let mnemonic = "nest";
  let summary = "The loops in which a group is computed";
  let description = [{
    Row softmax on an x86-64-v3, and attention of batches, rows and keys:

    ```mlir
    #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>]>
    #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>,
                                <parallel result 0 dim 1 by [64]>,
                                <stream operand 1 dim 1 by [64]>]>
    ```
    The loops stand from the outermost to the innermost, for the processor that they
    were chosen for. What else a plan says follows from them and the ops: how deep
    each op stands, what is accumulated, and where masks bound a loop. Without loops,
    ops are computed element by element, or on the accumulators of a product.

    `target {...}` holds what only one kind of target reads, such as the number of
    stages of a GPU's pipeline.

    No dimension has two loops, and only the innermost loop is a stream.
  }];
  let parameters = (ins "::mlir::StringAttr":$march,
                        OptionalArrayRefParameter<"::ag::NestLoopAttr">:$loops,
                        OptionalParameter<"::mlir::DictionaryAttr">:$target);
  let assemblyFormat = "`<` $march (`loops` ` ` `[` $loops^ `]`)? "
                       "(`target` $target^)? `>`";
  let genVerifyDecl = 1;
}

#endif // AG_DIALECT_AG_IR_AGATTRS_TD
