//===- RandomSpecTest.cpp - tests of Specs that nobody thought of ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the ops that are written for random Specs compute what the Specs state?
// Specs are drawn by seed: up to three loops, static and dynamic sizes, bodies
// of a few steps, with a combiner or without. Inputs and results have plain,
// strided, constant and summed subscripts, whose offsets are numbers and
// symbols. AG_SPECS is the number of Specs, 300 by default.
//
//===----------------------------------------------------------------------===//
#include "WriterTest.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include <random>

namespace {
class RandomSpec {
public:
  RandomSpec(MLIRContext *context, uint64_t seed)
      : context(context), random(seed) {}

  void draw();

  Spec spec;
  SmallVector<Type> types;
  /// The operands' shapes; for an index operand, its value alone
  SmallVector<SmallVector<int64_t>> shapes;

private:
  uint64_t upTo(uint64_t most) { return random() % (most + 1); }
  bool sometimes() { return upTo(3) == 0; }

  unsigned addOperand(Type type, SmallVector<int64_t> shape) {
    types.push_back(type);
    shapes.push_back(std::move(shape));
    return types.size() - 1;
  }
  unsigned addTensor(T element, SmallVector<int64_t> shape) {
    SmallVector<int64_t> told(shape);
    for (int64_t &size : told)
      if (sometimes())
        size = ShapedType::kDynamic;
    return addOperand(
        RankedTensorType::get(told, getMLIRType(element, context)),
        std::move(shape));
  }
  Extent toExtent(int64_t size) {
    return sometimes()
               ? Extent::operand(addOperand(IndexType::get(context), {size}))
               : Extent::number(size);
  }
  AffineExpr loop(unsigned number) { return getAffineDimExpr(number, context); }

  AffineExpr drawOffset(int64_t &last);
  AffineExpr drawPlace(unsigned number, int64_t &size);
  AffineExpr drawAnyPlace(int64_t &size);
  bool drawReadAgain();
  void drawInput();
  void drawLoops();
  Expr drawStep(Expr x, Expr y);
  void drawBody();
  SpecResult drawPlacement();
  SpecResult drawReduction(unsigned number, ScalarProgram &combiner);
  AffineMap mapTo(ArrayRef<AffineExpr> places) {
    return AffineMap::get(extents.size(), spec.symbols.size(), places, context);
  }

  MLIRContext *context;
  std::mt19937_64 random;
  T type = T::F32;
  SmallVector<int64_t> extents;
};

/// Draws a number, or a symbol with an operand of its own. Adds it to `last`.
AffineExpr RandomSpec::drawOffset(int64_t &last) {
  int64_t offset = sometimes() ? upTo(2) : 0;
  last += offset;
  if (!sometimes())
    return getAffineConstantExpr(offset, context);
  spec.symbols.push_back(addOperand(IndexType::get(context), {offset}));
  return getAffineSymbolExpr(spec.symbols.size() - 1, context);
}

/// Draws a subscript of one loop and sets `size` to the dimension that it
/// needs.
AffineExpr RandomSpec::drawPlace(unsigned number, int64_t &size) {
  if (!sometimes()) {
    size = extents[number];
    return loop(number);
  }
  int64_t stride = 1 + upTo(2);
  int64_t last = std::max<int64_t>(extents[number] - 1, 0) * stride;
  AffineExpr offset = drawOffset(last);
  AffineExpr place = loop(number) * stride + offset;
  size = place == loop(number) ? extents[number] : last + 1 + upTo(1);
  return place;
}

AffineExpr RandomSpec::drawAnyPlace(int64_t &size) {
  unsigned number = upTo(extents.size() - 1), other = upTo(extents.size() - 1);
  if (sometimes()) {
    int64_t last = 0;
    AffineExpr place = drawOffset(last);
    size = last + 1;
    return place;
  }
  AffineExpr place = drawPlace(number, size);
  if (AffineMap half = mapTo(place.floorDiv(2));
      upTo(7) == 0 && !matchLinear(half, 0))
    return half.getResult(0);
  if (!sometimes())
    return place;
  int64_t stride = 1 + upTo(1);
  size = std::max<int64_t>(size, 1) +
         std::max<int64_t>(extents[other] - 1, 0) * stride;
  return place + loop(other) * stride;
}

/// Reads an operand again, each dimension by a loop of its size, or at 0.
/// Returns false if that is impossible.
bool RandomSpec::drawReadAgain() {
  if (spec.inputs.empty())
    return false;
  unsigned operand = spec.inputs[upTo(spec.inputs.size() - 1)].operand;
  SmallVector<AffineExpr> places;
  for (int64_t size : shapes[operand]) {
    unsigned number = upTo(extents.size() - 1);
    places.push_back(extents[number] == size
                         ? loop(number)
                         : getAffineConstantExpr(0, context));
    if (size == 0 && extents[number] != 0)
      return false;
  }
  spec.inputs.push_back({operand, mapTo(places)});
  spec.body.input(type);
  return true;
}

void RandomSpec::drawInput() {
  if (upTo(1) && drawReadAgain())
    return;
  SmallVector<AffineExpr> places;
  SmallVector<int64_t> shape;
  for (uint64_t rank = upTo(3); places.size() < rank;)
    places.push_back(drawAnyPlace(shape.emplace_back()));
  spec.inputs.push_back({addTensor(type, shape), mapTo(places)});
  spec.body.input(type);
}

/// Draws each loop's extent: a dimension that the loop alone indexes, or a
/// number of its own.
void RandomSpec::drawLoops() {
  for (auto [number, extent] : llvm::enumerate(extents)) {
    std::optional<Extent> measured;
    bool isMeasured = !sometimes();
    for (const SpecInput &input : spec.inputs)
      for (auto [dim, expr] : llvm::enumerate(input.map.getResults()))
        if (expr == loop(number) && isMeasured)
          measured = Extent::dimension(input.operand, dim);
    spec.loops.push_back(measured ? *measured : toExtent(extent));
  }
}

Expr RandomSpec::drawStep(Expr x, Expr y) {
  if (x.type() == T::I1)
    return upTo(1) ? max(x, y) : x ^ y;
  switch (upTo(5)) {
  case 0:
    return x + y;
  case 1:
    return x - y;
  case 2:
    return x * y;
  case 3:
    return select(compare(P::Lt, x, y), x, -y);
  case 4:
    return max(
        x, spec.body.cast(spec.body.index(upTo(extents.size() - 1)), x.type()));
  default:
    return min(x, spec.body.constant(2.0, x.type()));
  }
}

void RandomSpec::drawBody() {
  SmallVector<Expr> values;
  for (unsigned node = 0; node < spec.inputs.size(); ++node)
    values.push_back({&spec.body, node});
  for (uint64_t steps = upTo(2); steps > 0; --steps)
    values.push_back(drawStep(values[upTo(values.size() - 1)], values.back()));
  for (uint64_t results = 1 + upTo(1); results > 0; --results)
    spec.body.yield(
        values[values.size() - std::min<size_t>(results, values.size())]);
}

/// Draws a result in which each element is written once, as each loop indexes a
/// dimension of its own.
SpecResult RandomSpec::drawPlacement() {
  auto order = llvm::to_vector(llvm::seq<unsigned>(extents.size()));
  std::shuffle(order.begin(), order.end(), random);
  if (sometimes())
    order.push_back(order[upTo(order.size() - 1)]);
  SmallVector<AffineExpr> places;
  SmallVector<int64_t> shape;
  for (unsigned number : order) {
    // Loops of one iteration may be left out.
    if (extents[number] == 1 && sometimes())
      continue;
    places.push_back(drawPlace(number, shape.emplace_back()));
    if (!sometimes())
      continue;
    int64_t last = 0;
    places.push_back(drawOffset(last));
    shape.push_back(last + 1);
  }
  SpecResult result{mapTo(places), type, type};
  result.init = isFloat(type) ? floatCell(1.0) : intCell(1);
  for (int64_t size : shape)
    result.shape.push_back(toExtent(size));
  if (sometimes())
    result.initOperand = addTensor(type, shape);
  return result;
}

SpecResult RandomSpec::drawReduction(unsigned number, ScalarProgram &combiner) {
  SmallVector<AffineExpr> places;
  SmallVector<int64_t> shape;
  for (uint64_t rank = upTo(2); places.size() < rank;)
    places.push_back(drawAnyPlace(shape.emplace_back()));
  ScalarType wide = getAccumulatorType(type);
  SpecResult result{mapTo(places), type, wide};
  Reduction kind = type == T::I1 || upTo(1) ? Reduction::max : Reduction::sum;
  result.init = sometimes() ? (isFloat(type) ? floatCell(1.0) : intCell(1))
                            : getNeutralElement(kind, wide);
  for (int64_t size : shape)
    result.shape.push_back(toExtent(size));
  if (sometimes())
    result.initOperand = addTensor(type, shape);
  Expr accumulator{&combiner, number};
  Expr value{&combiner, unsigned(spec.body.results().size()) + number};
  combiner.yield(combiner.apply(getCombiner(kind), {accumulator, value}));
  return result;
}

void RandomSpec::draw() {
  constexpr T drawn[] = {T::F32, T::BF16, T::I32, T::UI8, T::I1};
  type = drawn[upTo(4)];
  for (uint64_t count = 1 + upTo(2); extents.size() < count;)
    extents.push_back(upTo(9) ? 1 + upTo(2) : 0);
  for (uint64_t count = 1 + upTo(2); spec.inputs.size() < count;)
    drawInput();
  drawLoops();
  drawBody();
  size_t count = spec.body.results().size();
  if (upTo(1)) {
    while (spec.results.size() < count)
      spec.results.push_back(drawPlacement());
  } else {
    ScalarType wide = getAccumulatorType(type);
    ScalarProgram combiner, body(spec.body), cast;
    for (size_t k = 0; k < 2 * count; ++k)
      combiner.input(wide);
    for (unsigned number = 0; number < count; ++number)
      spec.results.push_back(drawReduction(number, combiner));
    SmallVector<Expr> inputs;
    for (T each : body.inputTypes())
      inputs.push_back(cast.input(each));
    for (Expr result : inlineProgram(body, cast, inputs))
      cast.yield(cast.cast(result, wide));
    spec.body = cast;
    spec.combiner = combiner;
  }
  // All maps have the same number of symbols.
  auto takeSymbols = [&](AffineMap &map) {
    map = AffineMap::get(extents.size(), spec.symbols.size(), map.getResults(),
                         context);
  };
  for (SpecInput &input : spec.inputs)
    takeSymbols(input.map);
  for (SpecResult &result : spec.results)
    takeSymbols(result.map);
}

class RandomSpecTest : public WriterTest {
protected:
  void checkSeed(uint64_t seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSpec drawn(&context, seed);
    drawn.draw();
    Tensors operands;
    for (auto [type, shape] : llvm::zip_equal(drawn.types, drawn.shapes))
      operands.push_back(
          type.isIndex()
              ? index(shape.front())
              : makeNumbers(*getScalarType(getElementTypeOrSelf(type)), shape,
                            seed + operands.size()));
    checkOn(drawn.spec, drawn.types, operands);
  }
};
} // namespace

TEST_F(RandomSpecTest, ComputeWhatTheyState) {
  uint64_t count = 300;
  if (const char *given = std::getenv("AG_SPECS"))
    ASSERT_FALSE(StringRef(given).getAsInteger(10, count)) << given;
  for (uint64_t seed = 0; seed < count; ++seed)
    checkSeed(seed);
}
