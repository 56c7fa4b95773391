//===- AGAttrs.td - what the dialect writes beside ops -*- tablegen -*-----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_AGATTRS_TD
#define AG_DIALECT_AG_IR_CORE_AGATTRS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"
include "ag/Dialect/AG/IR/Core/AGEnums.td"
include "mlir/IR/AttrTypeBase.td"

def AG_MeshAttr : AttrDef<AG_Dialect, "Mesh"> {
  let mnemonic = "mesh";
  let summary = "The ranks that run a program, as points of a grid";
  let description = [{
    The axes have names, and the first one varies slowest: in
    `#ag.mesh<dp = 2, tp = 4>`, rank 5 has the coordinates 1 along dp and 1 along
    tp.

    In `#ag.mesh<dp = 2 over [1.0e-05, 1.0e+10], tp = 4>`, the link along dp has a
    latency of 10 us and a bandwidth of 10 GB per second. An axis without a link
    has that of the target's machines (ag/Machine/Common/Speed.h).

    The names of axes are distinct. Their sizes are at least 1, and the mesh has at
    most 65,536 ranks. Latencies are not negative, and bandwidths are positive.
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
  let summary = "The block of a tensor on each rank";
  let description = [{
    The axes along which each dimension is split, major first, and the sizes of the
    unsplit tensor, with `?` for dynamic ones:

    ```mlir
    #ag.sharding<[["dp"], [], ["tp", "sp"]], [8, 16, ?]>
    #ag.sharding<[[], ["tp"]], [8, 16], sum ["dp"]>
    ```
    The second tensor is the sum of the blocks of the ranks that differ only along
    dp. All blocks have one size. If the number of blocks does not divide a size,
    the last blocks extend beyond the tensor; the values of this padding are
    arbitrary.

    There is a list of axes for each size. An axis occurs at most once, and sizes
    are not negative.
  }];
  let parameters = (ins "::mlir::ArrayAttr":$axes,
                        ArrayRefParameter<"int64_t">:$sizes,
                        "::std::optional<::ag::Reduction>":$kind,
                        "::mlir::ArrayAttr":$partial);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Returns the names of the axes along which dimension `dim` is split.
    ::llvm::ArrayRef<::mlir::Attribute> getAxesOf(int64_t dim) const;
  }];
}

def AG_StrategyAttr : AttrDef<AG_Dialect, "Strategy"> {
  let mnemonic = "strategy";
  let summary = "How an op is split along the axes of a mesh";
  let description = [{
    The axes along which each of the op's loops is split, major first, and the axes
    along which each group of operands is partial:

    ```mlir
    ag.contract "bi,io->bo" %x, %w {ag.strategy = #ag.strategy<[["dp"], [], ["tp"]], []>}
    ag.add %x, %y {ag.strategy = #ag.strategy<[["dp"], []], [["tp"]]>}
    ```
    The first op has the loops b, o, i, and its results are partial sums along tp.
    The second op adds partial sums along tp. Ranks that differ along other axes
    compute the same. An empty list of groups means that no group has an axis.

    An axis occurs at most once.
  }];
  let parameters = (ins "::mlir::ArrayAttr":$loops, "::mlir::ArrayAttr":$groups);
  let assemblyFormat = "`<` $loops `,` $groups `>`";
  let genVerifyDecl = 1;
}

def AG_NestLoopAttr : AttrDef<AG_Dialect, "NestLoop"> {
  let mnemonic = "nest_loop";
  let summary = "A loop around the ops of a group";
  let description = [{
    `<stream operand 1 dim 2 by [64]>` iterates over dimension 2 of the group's
    operand 1 in steps of 64; `result 0 dim 0` is a dimension of a result.

    Iterations of a `parallel` loop are independent, those of a `sum` loop add to
    tensors, and a `stream` carries accumulators from one iteration to the next.

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
    /// Returns the dimension of the loop, as in "operand 1 dim 2".
    std::string spellDimension() const;
  }];
}

def AG_NestAttr : AttrDef<AG_Dialect, "Nest"> {
  let mnemonic = "nest";
  let summary = "The loops in which a group is computed";
  let description = [{
    These are the nests of a row softmax on an x86-64-v3, and of attention over
    batches, rows and keys:

    ```mlir
    #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>]>
    #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>,
                                <parallel result 0 dim 1 by [64]>,
                                <stream operand 1 dim 1 by [64]>]>
    ```
    The loops are listed from the outermost to the innermost, with the processor for
    which they were chosen. The rest of the plan follows from the loops and the ops:
    the depth of each op, the accumulators, and the loop bounds that masks imply. If
    there are no loops, ops are computed elementwise, or on the accumulators of a
    contraction.

    `target {...}` has properties that only one kind of target reads, such as the
    number of stages of a GPU's pipeline.

    No dimension has two loops, and only the innermost loop is a stream.
  }];
  let parameters = (ins "::mlir::StringAttr":$march,
                        OptionalArrayRefParameter<"::ag::NestLoopAttr">:$loops,
                        OptionalParameter<"::mlir::DictionaryAttr">:$target);
  let assemblyFormat = "`<` $march (`loops` ` ` `[` $loops^ `]`)? "
                       "(`target` $target^)? `>`";
  let genVerifyDecl = 1;
}

#endif // AG_DIALECT_AG_IR_CORE_AGATTRS_TD
