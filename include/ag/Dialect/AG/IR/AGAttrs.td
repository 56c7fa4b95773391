//===- AGAttrs.td - what the dialect writes beside ops -*- tablegen -*-----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_AGATTRS_TD
#define AG_DIALECT_AG_IR_AGATTRS_TD

include "ag/Dialect/AG/IR/AGBase.td"
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
    (ag/Machine/CoreSpeed.h).

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

#endif // AG_DIALECT_AG_IR_AGATTRS_TD
