//===- FormTilesParts.cpp - slices of tensors, as tiles -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which slice of a tensor does a form read in one iteration? An index is a
// multiple of one loop that has several positions in the iteration, plus a
// number that is constant in it:
//
//   x[b, 2 * i + 1, h / 4]     [b, 2 * from + 1, h / 4] [1, 64, 1] [1, 2, 1]
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormScalars.h"
#include "Common/Streams/FormTiles.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormShifts.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the positions of an index as an offset and a size. Sets `loop` and
/// `stride` if it is indexed by a loop with several positions. Fails if there
/// are several such loops, or if the index does not grow linearly with the
/// loop.
FailureOr<LoopTile> FormTiles::findPlace(Form index,
                                         std::optional<unsigned> &loop,
                                         int64_t &stride) {
  if (std::optional<double> number = table.number(index))
    return LoopTile{builder.getIndexAttr(static_cast<int64_t>(*number)),
                    builder.getIndexAttr(1)};
  Form rest = index;
  for (const FormTerm &term : table.terms(index)) {
    if (term.product.size() != 1 || term.product.front().exponent != 1.0)
      continue;
    const FormAtom &atom = table.atom(term.product.front().atom);
    if (atom.kind != FormAtom::Index || isSingle(atom.number))
      continue;
    if (loop || term.coefficient < 1)
      return failure();
    loop = atom.number;
    stride = static_cast<int64_t>(term.coefficient);
    rest = subtract(table, index, table.make({term}));
  }
  auto getIndex = [&](unsigned loop) {
    return isSingle(loop) ? getIndexOf(loop, {}, builder) : Value();
  };
  auto getSize = [&](unsigned dimension) {
    return getSizeOf(dimension, builder);
  };
  auto getElement = [](unsigned) { return Value(); };
  FormScalars scalars(table, type, builder, loc,
                      {getElement, getIndex, getSize});
  Value begin = scalars.computeIndex(rest);
  if (!begin)
    return failure();
  if (!loop)
    return LoopTile{getAsOpFoldResult(begin), builder.getIndexAttr(1)};
  const StreamStep &step = steps.at(table.loops().dimensionOf(*loop));
  AffineExpr at = builder.getAffineDimExpr(0),
             from = builder.getAffineDimExpr(1);
  OpFoldResult offset = affine::makeComposedFoldedAffineApply(
      builder, loc, AffineMap::get(2, 0, at * stride + from),
      {step.tile.offset, getAsOpFoldResult(begin)});
  return LoopTile{offset, step.tile.size};
}

FailureOr<FormTile> FormTiles::cut(const FormAtom &atom, Value tensor) {
  auto whole = dyn_cast<RankedTensorType>(tensor.getType());
  if (!whole || whole.getRank() != int64_t(atom.operands.size()))
    return failure();
  SmallVector<OpFoldResult> offsets, sizes, strides;
  FormTile tile;
  SmallVector<int64_t> shape;
  for (Form index : atom.operands) {
    std::optional<unsigned> loop;
    int64_t stride = 1;
    FailureOr<LoopTile> place = findPlace(index, loop, stride);
    if (failed(place))
      return failure();
    offsets.push_back(place->offset);
    sizes.push_back(place->size);
    strides.push_back(builder.getIndexAttr(stride));
    if (!loop)
      continue;
    tile.loops.push_back(*loop);
    shape.push_back(
        getConstantIntValue(place->size).value_or(ShapedType::kDynamic));
  }
  tile.tensor = tensor::ExtractSliceOp::create(
      builder, loc, RankedTensorType::get(shape, whole.getElementType()),
      tensor, offsets, sizes, strides);
  return tile;
}

/// Returns the tile of an input's elements minus their centre.
FailureOr<FormTile> FormTiles::makeCentred(unsigned number,
                                           const FormCentre &centre) {
  FormAtom atom = table.atom(number);
  atom.number = centre.of;
  SmallVector<IndexReplacement> replacements;
  for (auto [loop, index] : llvm::zip_equal(
           centre.loops, dropPlaces(ArrayRef(atom.operands), centre.places)))
    replacements.push_back({loop, index});
  Form element = table.make(atom);
  Form value = substitute(table, centre.value, replacements);
  FailureOr<FormTile> elements = make(element), means = make(value);
  if (failed(elements) || failed(means))
    return failure();
  // The centre is read as a new input, as the forms would otherwise expand it
  // into the tensors that it is computed from.
  unsigned mean = table.addInput();
  SmallVector<Form> indices;
  for (unsigned loop : means->loops)
    indices.push_back(table.index(loop));
  Form read = table.element(mean, indices);
  Leaves leaves;
  leaves.insert({*table.singleAtom(element), *elements});
  leaves.insert({*table.singleAtom(read), *means});
  SmallVector<unsigned> loops = orderLoops(elements->loops);
  Value start = tensor::EmptyOp::create(builder, loc, getSizes(loops), type);
  FailureOr<Value> made = makeGeneric(subtract(table, element, read), loops,
                                      leaves, start, std::nullopt, {});
  if (failed(made))
    return failure();
  return FormTile{*made, loops};
}

} // namespace ag
