//===- WindowMakers.cpp - sums and reductions over windows ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {
struct Letter {
  char name;
  int64_t extent;
};

/// The letters of a string with windows under construction
class Windows {
public:
  explicit Windows(Sketch &sketch) : sketch(sketch) {}

  Letter add(int64_t extent) {
    ++count;
    points *= extent;
    return {static_cast<char>('a' + count - 1), extent};
  }

  /// Writes an operand's part: a letter or windows for each dimension.
  std::string read(const Shape &shape) {
    std::string text;
    for (int64_t extent : shape)
      text += extent > 0 && sketch.chance(60) ? readWindows(extent)
                                              : readAll(extent);
    return text;
  }

  /// Writes the result's part: the letters of window positions and some others,
  /// alone or in sums.
  std::string write() {
    std::vector<Letter> kept(places);
    for (Letter letter : plain)
      if (sketch.chance(60))
        kept.push_back(letter);
    sketch.shuffle(kept);
    std::string text;
    for (Letter letter : kept) {
      bool isPlace = llvm::any_of(
          places, [&](Letter place) { return place.name == letter.name; });
      bool isSum = !isPlace && sketch.chance(30);
      text += isSum ? writeSum(letter) : std::string(1, letter.name);
      if (!isSum)
        shape.push_back(letter.extent);
      if (isSum || isPlace)
        created.push_back(shape.back());
    }
    return text;
  }

  std::vector<Letter> windows, plain;
  /// The shape of the result, and that of its new dimensions
  Shape shape, created;
  int64_t points = 1;

private:
  std::string readAll(int64_t extent) {
    plain.push_back(add(extent));
    return {plain.back().name};
  }

  std::string readWindows(int64_t extent) {
    int64_t length = 1 + sketch.pick(3), stride = 1 + sketch.pick(3),
            dilation = 1 + sketch.pick(3);
    if ((length - 1) * dilation >= extent)
      length = 1;
    int64_t most = (extent - (length - 1) * dilation - 1) / stride + 1;
    places.push_back(add(sketch.chance(80) ? most : sketch.pick(most + 1)));
    windows.push_back(add(length));
    return sum(stride, places.back(), dilation, windows.back());
  }

  std::string writeSum(Letter letter) {
    int64_t stride = 1 + sketch.pick(3), dilation = 1 + sketch.pick(2);
    windows.push_back(add(1 + sketch.pick(3)));
    int64_t reached = stride * (letter.extent - 1) +
                      dilation * (windows.back().extent - 1) + 1;
    shape.push_back((letter.extent > 0 ? reached : 0) + sketch.pick(2));
    return sum(stride, letter, dilation, windows.back());
  }

  static std::string sum(int64_t stride, Letter place, int64_t dilation,
                         Letter window) {
    auto term = [](int64_t factor, Letter letter) {
      return (factor > 1 ? std::to_string(factor) : "") + letter.name;
    };
    return "(" + term(stride, place) + "+" + term(dilation, window) + ")";
  }

  Sketch &sketch;
  unsigned count = 0;
  /// Letters that are alone in the result
  std::vector<Letter> places;
};

struct Sizes {
  SmallVector<Value> operands;
  Shape statics;

  Sizes(Sketch &sketch, ArrayRef<int64_t> numbers) {
    dispatchIndexOpFoldResults(sketch.sizes(numbers), operands, statics);
  }
};

/// Often pads x, with zeros, which do not change sums, or other values.
KnownTensor addBorder(Sketch &sketch, const KnownTensor &x) {
  Shape low, high, shape;
  for (int64_t extent : x.shape) {
    low.push_back(sketch.pickFrom({0, 0, 1, 2}));
    high.push_back(sketch.pickFrom({0, 0, 1, 4}));
    shape.push_back(low.back() + extent + high.back());
  }
  if (sketch.chance(60) || countOf(shape) > sketch.maxElements)
    return x;
  Value value = (sketch.chance(70) ? sketch.constant({}, x.element())
                                   : sketch.findLike({}, x.element()))
                    .value;
  Sizes lows(sketch, low), highs(sketch, high);
  Value padded = PadOp::create(sketch.builder, sketch.loc, x.value, value,
                               lows.operands, highs.operands, lows.statics,
                               highs.statics, ArrayRef<int64_t>());
  sketch.add(padded, shape);
  return {padded, shape};
}

bool fits(Sketch &sketch, const Windows &windows) {
  return windows.points <= sketch.maxPoints && windows.shape.size() <= 5 &&
         countOf(windows.shape) <= sketch.maxElements;
}
} // namespace

bool makeReduceWindow(Sketch &sketch) {
  auto x = sketch.find([](const KnownTensor &known) {
    return known.rank() >= 1 && known.rank() <= 4;
  });
  if (!x)
    return false;
  x = addBorder(sketch, *x);
  auto kind = Reduction(sketch.pick(getMaxEnumValForReduction() + 1));
  if (x->element().isInteger(1) && kind != Reduction::max)
    kind = Reduction::min;
  Windows windows(sketch);
  std::string text = windows.read(x->shape) + "->";
  text += windows.write();
  if (!fits(sketch, windows))
    return false;
  auto lengths = llvm::map_to_vector(
      windows.windows, [](Letter letter) { return letter.extent; });
  Sizes brackets(sketch, lengths), created(sketch, windows.created);
  sketch.add(ReduceWindowOp::create(sketch.builder, sketch.loc, kind, text,
                                    x->value, brackets.operands,
                                    created.operands, brackets.statics,
                                    created.statics),
             windows.shape);
  return true;
}

bool makeConvolution(Sketch &sketch) {
  auto x = sketch.find([](const KnownTensor &known) {
    return !known.element().isInteger(1) && known.rank() >= 1 &&
           known.rank() <= 4;
  });
  if (!x)
    return false;
  x = addBorder(sketch, *x);
  Windows windows(sketch);
  std::string text = windows.read(x->shape) + ",";
  std::vector<Letter> weights;
  for (Letter letter : windows.plain)
    if (sketch.chance(40))
      weights.push_back(letter);
  if (sketch.chance(40)) {
    windows.plain.push_back(windows.add(sketch.pickExtent()));
    weights.push_back(windows.plain.back());
  }
  std::string result = windows.write();
  weights.insert(weights.end(), windows.windows.begin(), windows.windows.end());
  sketch.shuffle(weights);
  Shape shape;
  for (Letter letter : weights) {
    text += letter.name;
    shape.push_back(letter.extent);
  }
  if (!fits(sketch, windows) || countOf(shape) > sketch.maxElements)
    return false;
  Value w = sketch.findLike(shape, x->element()).value;
  Sizes created(sketch, windows.created);
  sketch.add(ContractOp::create(sketch.builder, sketch.loc,
                                text + "->" + result, x->value, w,
                                created.operands, created.statics),
             windows.shape);
  return true;
}

} // namespace ag
