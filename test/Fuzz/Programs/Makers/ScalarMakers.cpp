//===- ScalarMakers.cpp - linalg ops with scalars among their inputs ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Combinations.h"
#include "Makers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <numeric>

using namespace mlir;

namespace ag {
namespace {

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// Returns the type of an input that the body converts to `element`. No float
/// becomes an integer, as that is not the same in every precision.
Type pickInput(Sketch &sketch, Type element) {
  if (sketch.chance(60))
    return element;
  Type other = sketch.pickElement();
  bool fits = other.isSignlessIntOrFloat() &&
              (isa<FloatType>(element) || other.isSignlessInteger());
  return fits ? other : element;
}

/// Returns a scalar: an argument of the function, an element of a tensor, or a
/// constant.
Value pickScalarOf(Sketch &sketch, Type type) {
  Operation *around = sketch.builder.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<func::FuncOp>(around);
  if (!function)
    function = around->getParentOfType<func::FuncOp>();
  SmallVector<Value> arguments;
  for (BlockArgument argument : function.getArguments())
    if (argument.getType() == type)
      arguments.push_back(argument);
  if (!arguments.empty() && sketch.chance(70))
    return sketch.pickFrom(arguments);
  std::optional<Value> element;
  if (sketch.chance(60))
    element = sketch.pickScalar(type);
  if (element)
    return *element;
  return tensor::ExtractOp::create(sketch.builder, sketch.loc,
                                   sketch.constant({}, type).value);
}

Value convertInteger(OpBuilder &builder, Location loc, Value value, Type type) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  if (from > type.getIntOrFloatBitWidth())
    return arith::TruncIOp::create(builder, loc, type, value);
  if (from == 1)
    return arith::ExtUIOp::create(builder, loc, type, value);
  return arith::ExtSIOp::create(builder, loc, type, value);
}

Value convertFloat(OpBuilder &builder, Location loc, Value value, Type type) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  if (from == type.getIntOrFloatBitWidth()) {
    value = arith::ExtFOp::create(builder, loc, builder.getF32Type(), value);
    from = 32;
  }
  if (from > type.getIntOrFloatBitWidth())
    return arith::TruncFOp::create(builder, loc, type, value);
  return arith::ExtFOp::create(builder, loc, type, value);
}

/// Converts an input of a body to the type in which the body computes.
Value convert(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType().isIndex())
    value =
        arith::IndexCastOp::create(builder, loc, builder.getI64Type(), value);
  if (value.getType() == type)
    return value;
  if (isa<FloatType>(value.getType()))
    return convertFloat(builder, loc, value, type);
  if (!isa<FloatType>(type))
    return convertInteger(builder, loc, value, type);
  if (value.getType().isInteger(1))
    return arith::UIToFPOp::create(builder, loc, type, value);
  return arith::SIToFPOp::create(builder, loc, type, value);
}

//===----------------------------------------------------------------------===//
// Generics
//===----------------------------------------------------------------------===//

/// A linalg.generic under construction
class Generic {
public:
  explicit Generic(Sketch &sketch) : sketch(sketch) {
    for (int64_t count = 1 + sketch.pick(4); count > 0; --count)
      extents.push_back(sketch.pickExtent());
  }

  /// Returns false if the op would be too large.
  bool make();

private:
  bool addTensor();
  bool addMissing();
  bool add(ArrayRef<AffineExpr> dims, ArrayRef<int64_t> shape);
  void addScalars();
  AffineExpr addDim(ArrayRef<int64_t> loops, Shape &shape);
  Value makeBody(OpBuilder &builder, Location loc, ValueRange args,
                 Combination reduction);
  AffineMap mapOf(ArrayRef<AffineExpr> dims) {
    return AffineMap::get(extents.size(), 0, dims, sketch.builder.getContext());
  }
  AffineExpr loopOf(int64_t loop) {
    return sketch.builder.getAffineDimExpr(loop);
  }

  Sketch &sketch;
  Type element;
  Shape extents;
  SmallVector<bool> isPlain = SmallVector<bool>(4);
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  /// A scalar that the body uses from outside; may be null
  Value captured;
  bool isReduction = false;
  SmallVector<unsigned> steps;
};

/// Returns the index of one dimension, and adds its size to `shape`.
AffineExpr Generic::addDim(ArrayRef<int64_t> loops, Shape &shape) {
  if (loops.size() == 1) {
    isPlain[loops[0]] = true;
    shape.push_back(extents[loops[0]]);
    return loopOf(loops[0]);
  }
  int64_t stride = 1 + sketch.pick(3), dilation = 1 + sketch.pick(2);
  int64_t a = extents[loops[0]], b = extents[loops[1]];
  int64_t reached =
      a == 0 || b == 0 ? 0 : stride * (a - 1) + dilation * (b - 1) + 1;
  shape.push_back(reached + sketch.pick(2));
  return loopOf(loops[0]) * stride + loopOf(loops[1]) * dilation;
}

bool Generic::add(ArrayRef<AffineExpr> dims, ArrayRef<int64_t> shape) {
  if (countOf(shape) > sketch.maxElements || shape.size() > 5)
    return false;
  inputs.push_back(sketch.findLike(shape, pickInput(sketch, element)).value);
  maps.push_back(mapOf(dims));
  return true;
}

/// Adds an input whose dimensions are loops, or sums of two loops, in any
/// order.
bool Generic::addTensor() {
  Shape order(extents.size()), shape;
  std::iota(order.begin(), order.end(), 0);
  sketch.shuffle(order);
  SmallVector<AffineExpr> dims;
  for (size_t number = 0; number < order.size();) {
    size_t used = number + 1 < order.size() && sketch.chance(25) ? 2 : 1;
    if (used == 2 || sketch.chance(75))
      dims.push_back(addDim(ArrayRef(order).slice(number, used), shape));
    number += used;
  }
  if (sketch.chance(10)) {
    dims.push_back(sketch.builder.getAffineConstantExpr(0));
    shape.push_back(1 + sketch.pick(2));
  }
  return add(dims, shape);
}

/// Adds an input that is indexed by the loops that no input indexes alone.
bool Generic::addMissing() {
  SmallVector<AffineExpr> dims;
  Shape shape;
  for (unsigned loop = 0; loop < extents.size(); ++loop)
    if (!isPlain[loop])
      dims.push_back(addDim(loop, shape));
  return dims.empty() || add(dims, shape);
}

/// Puts scalars between the inputs, at any position.
void Generic::addScalars() {
  for (int64_t count = 1 + sketch.pick(2); count > 0; --count) {
    size_t position = sketch.pick(inputs.size() + 1);
    bool isIndex = element.isInteger(64) && sketch.chance(20);
    Value scalar = isIndex ? sketch.index(sketch.pick(5))
                           : pickScalarOf(sketch, pickInput(sketch, element));
    inputs.insert(inputs.begin() + position, scalar);
    maps.insert(maps.begin() + position, mapOf({}));
  }
  if (sketch.chance(15))
    captured = pickScalarOf(sketch, element);
}

Value Generic::makeBody(OpBuilder &builder, Location loc, ValueRange args,
                        Combination reduction) {
  Value value = convert(builder, loc, args.front(), element);
  bool isFloat = isa<FloatType>(element);
  auto join = [&](Value next, unsigned step) {
    if (step == 0)
      return combine(builder, loc, Combination::Add, value, next);
    if (step > 1)
      return combine(builder, loc, Combination::Mul, value, next);
    return isFloat
               ? arith::SubFOp::create(builder, loc, value, next).getResult()
               : arith::SubIOp::create(builder, loc, value, next).getResult();
  };
  for (auto [input, step] : llvm::zip(args.drop_front().drop_back(), steps))
    value = join(convert(builder, loc, input, element), step);
  if (captured)
    value = join(captured, steps.back());
  return isReduction ? combine(builder, loc, reduction, args.back(), value)
                     : value;
}

bool Generic::make() {
  element = sketch.pickElement();
  if (!element.isSignlessIntOrFloat() || countOf(extents) > sketch.maxPoints)
    return false;
  SmallVector<AffineExpr> kept;
  Shape shape;
  SmallVector<utils::IteratorType> iterators;
  for (unsigned loop = 0; loop < extents.size(); ++loop) {
    bool isKept = sketch.chance(65);
    iterators.push_back(isKept ? utils::IteratorType::parallel
                               : utils::IteratorType::reduction);
    isReduction |= !isKept;
    if (isKept)
      kept.push_back(addDim(loop, shape));
  }
  for (int64_t count = 1 + sketch.pick(2); count > 0; --count)
    if (!addTensor())
      return false;
  if (countOf(shape) > sketch.maxElements || !addMissing())
    return false;
  addScalars();
  for (size_t number = 0; number <= inputs.size(); ++number)
    steps.push_back(sketch.pick(5));
  Combination reduction = pickReduction(
      sketch, element, countOf(extents) / std::max<int64_t>(countOf(shape), 1));
  Value start = isReduction && sketch.chance(30)
                    ? sketch.findLike(shape, element).value
                    : makeIdentity(sketch, reduction, shape, element);
  maps.push_back(mapOf(kept));
  auto op = linalg::GenericOp::create(
      sketch.builder, sketch.loc, start.getType(), inputs, start, maps,
      iterators, [&](OpBuilder &builder, Location loc, ValueRange args) {
        linalg::YieldOp::create(builder, loc,
                                makeBody(builder, loc, args, reduction));
      });
  if (!sketch.keep(op))
    return false;
  sketch.add(op.getResult(0), shape);
  return true;
}

//===----------------------------------------------------------------------===//
// Quantised products
//===----------------------------------------------------------------------===//

/// A product of linalg of two tensors from which scalars are subtracted.
struct Quantized {
  /// The ranks of the image, the filter and the result
  std::array<int64_t, 3> ranks;
  /// The number of dimensions with windows
  int64_t windows;
  linalg::LinalgOp (*create)(OpBuilder &, Location, ValueRange inputs,
                             Value init, Attribute strides,
                             Attribute dilations);
};

template <typename Op>
linalg::LinalgOp convolve(OpBuilder &builder, Location loc, ValueRange inputs,
                          Value init, Attribute strides, Attribute dilations) {
  return Op::create(builder, loc, init.getType(), inputs, init, strides,
                    dilations);
}

template <typename Op>
linalg::LinalgOp multiply(OpBuilder &builder, Location loc, ValueRange inputs,
                          Value init, Attribute, Attribute) {
  return Op::create(builder, loc, init.getType(), inputs, init);
}

constexpr Quantized quantized[] = {
    {{2, 2, 2}, 0, multiply<linalg::QuantizedMatmulOp>},
    {{3, 3, 3}, 0, multiply<linalg::QuantizedBatchMatmulOp>},
    {{4, 4, 4}, 2, convolve<linalg::Conv2DNhwcHwcfQOp>},
    {{4, 4, 4}, 2, convolve<linalg::Conv2DNhwcFhwcQOp>},
    {{4, 4, 4}, 2, convolve<linalg::Conv2DNchwFchwQOp>},
    {{5, 5, 5}, 2, convolve<linalg::Conv2DNhwgcGfhwcQOp>},
    {{5, 5, 5}, 2, convolve<linalg::Conv2DNgchwGfchwQOp>},
    {{5, 5, 5}, 3, convolve<linalg::Conv3DNdhwcDhwcfQOp>},
    {{4, 3, 4}, 2, convolve<linalg::DepthwiseConv2DNhwcHwcQOp>},
    {{4, 4, 5}, 2, convolve<linalg::DepthwiseConv2DNhwcHwcmQOp>},
};

/// Returns the maps of an op of this kind.
SmallVector<AffineMap> mapsOf(Sketch &sketch, const Quantized &kind,
                              Attribute strides, Attribute dilations) {
  Type type = sketch.builder.getI32Type();
  SmallVector<Value> operands;
  for (int64_t rank : kind.ranks)
    operands.push_back(sketch.constant(Shape(rank, 1), type).value);
  Value zero = sketch.constant({}, type).value;
  zero = tensor::ExtractOp::create(sketch.builder, sketch.loc, zero);
  linalg::LinalgOp op = kind.create(sketch.builder, sketch.loc,
                                    {operands[0], operands[1], zero, zero},
                                    operands[2], strides, dilations);
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  op->erase();
  return maps;
}

/// Returns the shape of an operand that these loops reach.
Shape shapeOf(AffineMap map, ArrayRef<int64_t> extents) {
  SmallVector<int64_t> last =
      llvm::map_to_vector(extents, [](int64_t extent) { return extent - 1; });
  Shape shape = map.compose(last);
  for (int64_t &size : shape)
    ++size;
  return shape;
}
} // namespace

bool makeScalarGeneric(Sketch &sketch) { return Generic(sketch).make(); }

bool makeQuantized(Sketch &sketch) {
  const Quantized &kind = sketch.pickFrom(quantized);
  SmallVector<int64_t> strides, dilations;
  for (int64_t dim = 0; dim < kind.windows; ++dim) {
    strides.push_back(1 + sketch.pick(2));
    dilations.push_back(1 + sketch.pick(2));
  }
  auto stride = sketch.builder.getI64TensorAttr(strides),
       dilation = sketch.builder.getI64TensorAttr(dilations);
  SmallVector<AffineMap> maps = mapsOf(sketch, kind, stride, dilation);
  Shape extents;
  for (unsigned loop = 0; loop < maps[0].getNumDims(); ++loop)
    extents.push_back(std::max<int64_t>(
        1, std::min<int64_t>(sketch.pickExtent(),
                             kind.windows ? sketch.pickFrom({1, 3, 9}) : 40)));
  SmallVector<Shape> shapes;
  for (unsigned number : {0, 1, 4})
    shapes.push_back(shapeOf(maps[number], extents));
  if (countOf(extents) > sketch.maxPoints ||
      llvm::any_of(shapes, [&](const Shape &shape) {
        return countOf(shape) > sketch.maxElements;
      }))
    return false;
  Type element = sketch.pickElement();
  if (!element.isSignlessIntOrFloat() || element.isInteger(1))
    return false;
  auto pickType = [&]() {
    Type type = pickInput(sketch, element);
    return type.isInteger(1) ? element : type;
  };
  SmallVector<Value> inputs;
  for (unsigned number : {0, 1})
    inputs.push_back(sketch.findLike(shapes[number], pickType()).value);
  for (unsigned number = 0; number < 2; ++number)
    inputs.push_back(pickScalarOf(sketch, pickType()));
  Value start = sketch.chance(50)
                    ? makeIdentity(sketch, Combination::Add, shapes[2], element)
                    : sketch.findLike(shapes[2], element).value;
  linalg::LinalgOp op =
      kind.create(sketch.builder, sketch.loc, inputs, start, stride, dilation);
  if (!sketch.keep(op))
    return false;
  sketch.add(op->getResult(0), shapes[2]);
  return true;
}

} // namespace ag
