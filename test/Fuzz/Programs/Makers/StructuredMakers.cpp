//===- StructuredMakers.cpp - sums, places and what is given --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Dialect/AG/IR/Structured/RandomOps.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

bool makeIota(Sketch &sketch) {
  Shape shape = sketch.pickShape();
  if (shape.empty())
    return false;
  int64_t dim = sketch.pick(shape.size());
  SmallVector<Value> operands;
  Shape statics;
  dispatchIndexOpFoldResults(sketch.sizes(shape), operands, statics);
  sketch.add(IotaOp::create(sketch.builder, sketch.loc, dim, operands, statics,
                            sketch.pickElement()),
             shape);
  return true;
}

namespace {
/// Operands of a gather or a scatter: the dimension of x that the indices
/// address, and the shape of the slices
struct Lookup {
  KnownTensor x, indices;
  int64_t dim;
  Shape shape;
};
} // namespace

static std::optional<Lookup> findLookup(Sketch &sketch) {
  auto x = sketch.find([](const KnownTensor &known) {
    return known.rank() >= 1 && known.rank() <= 3;
  });
  auto indices = sketch.find([](const KnownTensor &known) {
    return isa<IntegerType>(known.element()) && !known.element().isInteger(1) &&
           known.rank() <= 2;
  });
  if (!x || !indices)
    return std::nullopt;
  int64_t dim = sketch.pick(x->rank());
  Shape shape = x->shape;
  shape.erase(shape.begin() + dim);
  shape.insert(shape.begin() + dim, indices->shape.begin(),
               indices->shape.end());
  if (countOf(shape) > sketch.maxElements)
    return std::nullopt;
  return Lookup{*x, *indices, dim, shape};
}

/// Returns a mode. Rarely, an index out of bounds ends the program.
template <typename Mode>
static Mode pickMode(Sketch &sketch, const Lookup &lookup, Mode passOver) {
  if (sketch.chance(10))
    return Mode::error;
  bool isEmpty = lookup.x.shape[lookup.dim] == 0;
  return !isEmpty && sketch.chance(50) ? Mode::clamp : passOver;
}

bool makeGather(Sketch &sketch) {
  std::optional<Lookup> lookup = findLookup(sketch);
  if (!lookup)
    return false;
  auto mode = pickMode(sketch, *lookup, OutOfBounds::fill);
  sketch.add(GatherOp::create(sketch.builder, sketch.loc, lookup->dim, mode,
                              lookup->x.value, lookup->indices.value),
             lookup->shape);
  return true;
}

bool makeScatter(Sketch &sketch) {
  std::optional<Lookup> lookup = findLookup(sketch);
  if (!lookup)
    return false;
  auto kind = sketch.pickFrom(
      {ScatterKind::add, ScatterKind::set, ScatterKind::max, ScatterKind::min});
  if (kind == ScatterKind::add && lookup->x.element().isInteger(1))
    return false;
  auto mode = pickMode(sketch, *lookup, WriteOutOfBounds::drop);
  Value updates = sketch.findLike(lookup->shape, lookup->x.element()).value;
  sketch.add(ScatterOp::create(sketch.builder, sketch.loc, lookup->dim, mode,
                               lookup->x.value, lookup->indices.value, updates,
                               kind),
             lookup->x.shape);
  return true;
}

bool makeRandomBits(Sketch &sketch) {
  Type word = getMLIRType(ScalarType::UI32, sketch.builder.getContext());
  Value key = sketch.cast(sketch.findLike({2}, word).value,
                          RankedTensorType::get({2}, word));
  Shape shape = sketch.pickShape();
  SmallVector<Value> operands;
  Shape statics;
  dispatchIndexOpFoldResults(sketch.sizes(shape), operands, statics);
  Value offsets;
  if (sketch.pick(2) == 0) {
    Shape ranks{int64_t(shape.size())};
    offsets = sketch.cast(sketch.findLike(ranks, word).value,
                          RankedTensorType::get(ranks, word));
  }
  sketch.add(RandomBitsOp::create(sketch.builder, sketch.loc, key, operands,
                                  offsets, statics),
             shape);
  return true;
}

bool makeReduce(Sketch &sketch) {
  auto x = sketch.findAny();
  if (!x)
    return false;
  auto kind = Reduction(sketch.pick(getMaxEnumValForReduction() + 1));
  if (x->element().isInteger(1) && kind != Reduction::max)
    kind = Reduction::min;
  Shape dims, shape;
  for (int64_t dim = 0; dim < x->rank(); ++dim)
    if (sketch.chance(50))
      dims.push_back(dim);
    else
      shape.push_back(x->shape[dim]);
  sketch.add(ReduceOp::create(sketch.builder, sketch.loc, kind, x->value, dims),
             shape);
  return true;
}

namespace {
/// The loops of an einsum under construction: their extents and which operands
/// have them
class Einsum {
public:
  explicit Einsum(Sketch &sketch) : sketch(sketch) {}

  /// Returns the letters of an operand: existing loops, or new ones.
  std::string append(const KnownTensor &tensor) {
    std::string letters;
    for (int64_t extent : tensor.shape) {
      std::vector<char> known;
      for (auto [loop, its] : llvm::enumerate(extents))
        if (its == extent && !StringRef(letters).contains(letterOf(loop)))
          known.push_back(letterOf(loop));
      if (!known.empty() && sketch.chance(80)) {
        letters += sketch.pickFrom(known);
        continue;
      }
      letters += letterOf(extents.size());
      extents.push_back(extent);
    }
    return letters;
  }

  /// Draws letters for the result and returns its shape as well.
  std::pair<std::string, Shape> pickResult() {
    std::vector<int64_t> loops;
    for (size_t loop = 0; loop < extents.size(); ++loop)
      if (sketch.chance(60))
        loops.push_back(loop);
    sketch.shuffle(loops);
    std::pair<std::string, Shape> result;
    for (int64_t loop : loops) {
      result.first += letterOf(loop);
      result.second.push_back(extents[loop]);
    }
    return result;
  }

  int64_t points() const { return countOf(extents); }

private:
  static char letterOf(size_t loop) { return static_cast<char>('a' + loop); }

  Sketch &sketch;
  Shape extents;
};

} // namespace

bool makeContract(Sketch &sketch) {
  auto isNumber = [](const KnownTensor &known) {
    return !known.element().isInteger(1) && known.rank() <= 4;
  };
  auto x = sketch.find(isNumber);
  if (!x)
    return false;
  auto y = sketch.find([&](const KnownTensor &known) {
    return isNumber(known) && known.element() == x->element();
  });
  Einsum einsum(sketch);
  std::string letters = einsum.append(*x) + ",";
  letters += einsum.append(*y) + "->";
  auto [result, shape] = einsum.pickResult();
  if (einsum.points() > sketch.maxPoints ||
      countOf(shape) > sketch.maxElements || shape.size() > 5)
    return false;
  sketch.add(ContractOp::create(sketch.builder, sketch.loc, letters + result,
                                x->value, y->value),
             shape);
  return true;
}

bool makeParameter(Sketch &sketch) {
  Shape shape = sketch.pickShape();
  auto type = RankedTensorType::get(shape, sketch.pickElement());
  std::string name = "p" + std::to_string(sketch.parameters++);
  sketch.add(ParameterOp::create(sketch.builder, sketch.loc, type, name),
             shape);
  return true;
}

/// Makes a requirement that two indices are equal. It seldom fails.
bool makeRequire(Sketch &sketch) {
  int64_t number = sketch.pickExtent();
  Value x = sketch.index(number);
  Value y = sketch.index(sketch.chance(5) ? number + 1 : number);
  Value holds = arith::CmpIOp::create(sketch.builder, sketch.loc,
                                      arith::CmpIPredicate::eq, x, y);
  RequireOp::create(sketch.builder, sketch.loc, holds, "{0} is not {1}",
                    ValueRange{x, y});
  return true;
}

} // namespace ag
