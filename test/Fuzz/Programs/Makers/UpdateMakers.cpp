//===- UpdateMakers.cpp - loops that read and change slices ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program made whose loops and branches read and change slices of
// arrays, and never need all of an array? An op that changes an array takes its
// newest value, and nothing reads an older one afterwards. Only the arrays that
// a loop carries are changed in it. No other size and no trip count is nearly
// as large as the dimension that slices are taken along, so that a loop over it
// inside of another loop shows in the compiled program.
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace ag {
namespace {
constexpr unsigned deepestLoop = 3;
/// The number of positions that programs read from data.
constexpr int64_t placesCount = 16;
/// Slices of up to two rows begin at smaller positions.
constexpr int64_t lastPlace = updatesExtent - 2;

/// A tensor with `updatesExtent` elements along `dim`.
struct Array {
  Value value;
  Shape shape;
  int64_t dim = 0;
  /// Whether the present block may change it.
  bool isOwn = true;
};

/// The values that the ops of a block may take.
struct UpdateScope {
  std::vector<Array> arrays;
  std::vector<Value> rows;
  std::vector<Value> indices;
  /// A position that each iteration changes; null outside of loops.
  Value carried;
};

class UpdateMaker {
public:
  UpdateMaker(Sketch &sketch, func::FuncOp function)
      : sketch(sketch), builder(sketch.builder), function(function) {}

  void make();

private:
  using Fill = llvm::function_ref<void()>;

  // Arguments and positions:
  BlockArgument addArgument(ArrayRef<int64_t> shape, Type element,
                            bool isDynamic);
  void addArrays();
  Value combine(Value x, int64_t factor, int64_t modulus);
  Value readNumber(Value numbers);
  Value pickPlace();

  // Slices:
  Array *pickArray(bool isOwn);
  Value pickRow() { return sketch.pickFrom(now.rows); }
  Shape sliceOf(const Array &array, int64_t count);
  Value takeRow(const Array &array);
  Value gatherRow(const Array &array);
  Value reshape(Value x, ArrayRef<int64_t> shape);
  Value joinRows(const Array &array);
  Value changeElement(const Array &array);
  Value changeSlice(const Array &array);
  Value scatterRows(const Array &array);
  void makeRow();
  void makeRead();
  void makeChange();

  // Regions:
  Value pickCondition();
  void makeSteps();
  void fillBlock(Block *block, Fill fill);
  SmallVector<Value> pickCarried(SmallVector<unsigned> &numbers);
  void takeArguments(ArrayRef<unsigned> numbers, ValueRange values);
  SmallVector<Value> yieldCarried(ArrayRef<unsigned> numbers);
  void makeFor();
  void makeWhile();
  void makeChoice();

  Sketch &sketch;
  OpBuilder &builder;
  func::FuncOp function;
  UpdateScope now;
  Type element;
  /// The number of elements of a row.
  int64_t width = 1;
  /// Positions, and numbers that may be none.
  Value places, numbers;
};

//===----------------------------------------------------------------------===//
// Arguments and positions
//===----------------------------------------------------------------------===//

BlockArgument UpdateMaker::addArgument(ArrayRef<int64_t> shape, Type element,
                                       bool isDynamic) {
  Shape statics(shape);
  SmallVector<Attribute> dims;
  for (int64_t &size : statics) {
    bool isNamed = isDynamic && size == updatesExtent;
    dims.push_back(isNamed ? Attribute(builder.getStringAttr("a"))
                           : builder.getI64IntegerAttr(size));
    size = isNamed ? ShapedType::kDynamic : size;
  }
  auto attributes = builder.getDictionaryAttr(
      builder.getNamedAttr("ag.dims", builder.getArrayAttr(dims)));
  unsigned number = function.getNumArguments();
  (void)function.insertArgument(number, RankedTensorType::get(statics, element),
                                attributes, sketch.loc);
  return function.getArgument(number);
}

void UpdateMaker::addArrays() {
  width = sketch.pickFrom({1, 3, 4, 4});
  bool isDynamic = sketch.chance(25);
  constexpr int64_t n = updatesExtent;
  SmallVector<Array> forms = {{Value(), {n, width}, 0},
                              {Value(), {width, n}, 1}};
  if (width == 1)
    forms.push_back({Value(), {n}, 0});
  if (width % 2 == 0) {
    forms.push_back({Value(), {2, n, width / 2}, 1});
    forms.push_back({Value(), {n, 2, width / 2}, 0});
  }
  for (int64_t count = 1 + sketch.pick(3); count > 0; --count) {
    Array array = sketch.pickFrom(forms);
    array.value = addArgument(array.shape, element, isDynamic);
    now.arrays.push_back(array);
  }
}

/// Returns (x * factor) mod modulus, for an index or a tensor of i64. It is not
/// negative.
Value UpdateMaker::combine(Value x, int64_t factor, int64_t modulus) {
  auto constant = [&](int64_t number) -> Value {
    auto type = dyn_cast<RankedTensorType>(x.getType());
    if (!type)
      return sketch.constantIndex(number);
    return arith::ConstantOp::create(
        builder, sketch.loc,
        DenseElementsAttr::get(type, builder.getI64IntegerAttr(number)));
  };
  x = arith::MulIOp::create(builder, sketch.loc, x, constant(factor));
  return arith::RemUIOp::create(builder, sketch.loc, x, constant(modulus));
}

Value UpdateMaker::readNumber(Value numbers) {
  Value index = now.indices.empty() || sketch.chance(30)
                    ? sketch.constantIndex(sketch.pick(placesCount))
                    : sketch.pickFrom(now.indices);
  Value number = tensor::ExtractOp::create(builder, sketch.loc, numbers, index);
  return arith::IndexCastOp::create(builder, sketch.loc, builder.getIndexType(),
                                    number);
}

Value UpdateMaker::pickPlace() {
  switch (sketch.pick(6)) {
  case 0:
    return sketch.constantIndex(sketch.pick(lastPlace + 1));
  case 1:
    if (!now.indices.empty())
      return sketch.pickFrom(now.indices);
    [[fallthrough]];
  case 2:
    if (now.carried)
      return now.carried;
    [[fallthrough]];
  case 3: {
    Value least = arith::MaxSIOp::create(
        builder, sketch.loc, readNumber(numbers), sketch.constantIndex(0));
    return arith::MinSIOp::create(builder, sketch.loc, least,
                                  sketch.constantIndex(lastPlace));
  }
  default:
    return readNumber(places);
  }
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

/// Returns an array, or null if none may be changed.
Array *UpdateMaker::pickArray(bool isOwn) {
  SmallVector<Array *> fitting;
  for (Array &array : now.arrays)
    if (array.isOwn || !isOwn)
      fitting.push_back(&array);
  return fitting.empty() ? nullptr : sketch.pickFrom(fitting);
}

Shape UpdateMaker::sliceOf(const Array &array, int64_t count) {
  Shape shape = array.shape;
  shape[array.dim] = count;
  return shape;
}

Value UpdateMaker::reshape(Value x, ArrayRef<int64_t> shape) {
  if (cast<RankedTensorType>(x.getType()).getShape() == shape)
    return x;
  return ReshapeOp::create(builder, sketch.loc, x, ValueRange(), shape);
}

/// Returns a row of the array, or the sum of two adjacent ones.
Value UpdateMaker::takeRow(const Array &array) {
  Value place = pickPlace();
  auto take = [&](int64_t count) -> Value {
    Shape sizes = sliceOf(array, count);
    Shape offsets(sizes.size(), 0), ones(sizes.size(), 1);
    if (sketch.chance(70)) {
      offsets[array.dim] = ShapedType::kDynamic;
      return SliceOp::create(builder, sketch.loc, array.value, place,
                             ValueRange(), offsets, sizes, ones);
    }
    SmallVector<OpFoldResult> mixed(sizes.size(), builder.getIndexAttr(0));
    mixed[array.dim] = place;
    return tensor::ExtractSliceOp::create(
        builder, sketch.loc, array.value, mixed,
        getAsIndexOpFoldResult(builder.getContext(), sizes),
        getAsIndexOpFoldResult(builder.getContext(), ones));
  };
  if (sketch.chance(80))
    return reshape(take(1), {width});
  Value both = take(2);
  SmallVector<Value> parts;
  for (int64_t number : {0, 1}) {
    Shape offsets(array.shape.size(), 0), ones(array.shape.size(), 1);
    offsets[array.dim] = number;
    Value part =
        SliceOp::create(builder, sketch.loc, both, ValueRange(), ValueRange(),
                        offsets, sliceOf(array, 1), ones);
    parts.push_back(reshape(part, {width}));
  }
  return AddOp::create(builder, sketch.loc, parts[0], parts[1]);
}

/// Returns a row of two that are gathered at positions from data.
Value UpdateMaker::gatherRow(const Array &array) {
  Value ids =
      SliceOp::create(builder, sketch.loc, places, ValueRange(), ValueRange(),
                      Shape{sketch.pick(placesCount - 1)}, Shape{2}, Shape{1});
  auto mode = sketch.pickFrom(
      {OutOfBounds::error, OutOfBounds::clamp, OutOfBounds::fill});
  Value both =
      GatherOp::create(builder, sketch.loc, array.dim, mode, array.value, ids);
  Shape offsets(array.shape.size(), 0), ones(array.shape.size(), 1);
  offsets[array.dim] = sketch.pick(2);
  Value part = SliceOp::create(builder, sketch.loc, both, ValueRange(),
                               ValueRange(), offsets, sliceOf(array, 1), ones);
  return reshape(part, {width});
}

/// Returns two rows as a slice of the array.
Value UpdateMaker::joinRows(const Array &array) {
  Shape shape = sliceOf(array, 1);
  SmallVector<Value> parts = {reshape(pickRow(), shape),
                              reshape(pickRow(), shape)};
  return ConcatOp::create(builder, sketch.loc, array.dim, parts);
}

Value UpdateMaker::changeElement(const Array &array) {
  Value zero = sketch.constantIndex(0);
  Value scalar =
      tensor::ExtractOp::create(builder, sketch.loc, pickRow(), zero);
  SmallVector<Value> indices(array.shape.size(), zero);
  indices[array.dim] = pickPlace();
  return tensor::InsertOp::create(builder, sketch.loc, scalar, array.value,
                                  indices);
}

/// Sets a slice, or adds to it.
Value UpdateMaker::changeSlice(const Array &array) {
  int64_t count = 1 + sketch.chance(20);
  Value place = pickPlace();
  Value slice =
      count == 1 ? reshape(pickRow(), sliceOf(array, 1)) : joinRows(array);
  Shape sizes = sliceOf(array, count);
  Shape offsets(sizes.size(), 0), ones(sizes.size(), 1);
  offsets[array.dim] = ShapedType::kDynamic;
  if (sketch.chance(40)) {
    Value before = SliceOp::create(builder, sketch.loc, array.value, place,
                                   ValueRange(), offsets, sizes, ones);
    slice = AddOp::create(builder, sketch.loc, before, slice);
  }
  if (sketch.chance(70))
    return UpdateOp::create(builder, sketch.loc, array.value, slice, place,
                            offsets, ones);
  SmallVector<OpFoldResult> mixed(sizes.size(), builder.getIndexAttr(0));
  mixed[array.dim] = place;
  return tensor::InsertSliceOp::create(
      builder, sketch.loc, slice, array.value, mixed,
      getAsIndexOpFoldResult(builder.getContext(), sizes),
      getAsIndexOpFoldResult(builder.getContext(), ones));
}

Value UpdateMaker::scatterRows(const Array &array) {
  Value ids =
      SliceOp::create(builder, sketch.loc, places, ValueRange(), ValueRange(),
                      Shape{sketch.pick(placesCount - 1)}, Shape{2}, Shape{1});
  constexpr WriteOutOfBounds modes[] = {
      WriteOutOfBounds::error, WriteOutOfBounds::clamp, WriteOutOfBounds::drop};
  constexpr ScatterKind kinds[] = {ScatterKind::add, ScatterKind::set,
                                   ScatterKind::max, ScatterKind::min};
  int64_t number = sketch.pick(std::size(modes) * std::size(kinds));
  WriteOutOfBounds mode = modes[number % std::size(modes)];
  ScatterKind kind = kinds[number / std::size(modes)];
  return ScatterOp::create(builder, sketch.loc, array.dim, mode, array.value,
                           ids, joinRows(array), kind);
}

void UpdateMaker::makeRow() {
  Value x = pickRow();
  switch (sketch.pick(4)) {
  case 0:
    return now.rows.push_back(SinOp::create(builder, sketch.loc, x));
  case 1:
    return now.rows.push_back(MulOp::create(builder, sketch.loc, x, pickRow()));
  case 2:
    return now.rows.push_back(SubOp::create(builder, sketch.loc, x, pickRow()));
  default:
    return now.rows.push_back(TanhOp::create(builder, sketch.loc, x));
  }
}

void UpdateMaker::makeRead() {
  Array *array = pickArray(/*isOwn=*/false);
  now.rows.push_back(sketch.chance(25) ? gatherRow(*array) : takeRow(*array));
}

void UpdateMaker::makeChange() {
  Array *array = pickArray(/*isOwn=*/true);
  if (!array)
    return makeRead();
  int64_t kind = sketch.pick(100);
  array->value = kind < 15   ? changeElement(*array)
                 : kind < 30 ? scatterRows(*array)
                             : changeSlice(*array);
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

Value UpdateMaker::pickCondition() {
  Value number = now.indices.empty() || sketch.chance(70)
                     ? readNumber(places)
                     : sketch.pickFrom(now.indices);
  return arith::CmpIOp::create(builder, sketch.loc, arith::CmpIPredicate::eq,
                               combine(number, 1, 2),
                               sketch.constantIndex(sketch.pick(2)));
}

void UpdateMaker::makeSteps() {
  for (int64_t count = 1 + sketch.pick(4); count > 0 && sketch.spend();
       --count) {
    int64_t kind = sketch.pick(100);
    if (kind < 40)
      makeChange();
    else if (kind < 60)
      makeRead();
    else if (kind < 75 || sketch.depth >= deepestLoop)
      makeRow();
    else if (kind < 83)
      makeFor();
    else if (kind < 88)
      makeWhile();
    else
      makeChoice();
  }
}

/// Makes ops at the end of `block`. Restores the scope.
void UpdateMaker::fillBlock(Block *block, Fill fill) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(block);
  UpdateScope outer = now;
  ++sketch.depth;
  fill();
  --sketch.depth;
  now = std::move(outer);
}

/// Returns what a loop carries: arrays, whose numbers it appends, a row and a
/// position.
SmallVector<Value> UpdateMaker::pickCarried(SmallVector<unsigned> &numbers) {
  SmallVector<Value> values;
  for (auto [number, array] : llvm::enumerate(now.arrays))
    if (array.isOwn && (numbers.empty() || sketch.chance(50))) {
      numbers.push_back(number);
      values.push_back(array.value);
    }
  values.push_back(pickRow());
  values.push_back(now.carried && sketch.chance(50) ? now.carried
                                                    : readNumber(places));
  return values;
}

/// Replaces the carried values by `values`. Other arrays are only read.
void UpdateMaker::takeArguments(ArrayRef<unsigned> numbers, ValueRange values) {
  for (Array &array : now.arrays)
    array.isOwn = false;
  for (auto [number, value] : llvm::zip(numbers, values)) {
    now.arrays[number].value = value;
    now.arrays[number].isOwn = true;
  }
  now.rows.push_back(values[numbers.size()]);
  now.carried = values[numbers.size() + 1];
}

/// Returns the next values of what a loop carries.
SmallVector<Value> UpdateMaker::yieldCarried(ArrayRef<unsigned> numbers) {
  SmallVector<Value> values;
  for (unsigned number : numbers)
    values.push_back(now.arrays[number].value);
  values.push_back(now.rows.back());
  values.push_back(combine(now.carried, 3, lastPlace + 1));
  return values;
}

void UpdateMaker::makeFor() {
  SmallVector<unsigned> numbers;
  SmallVector<Value> inits = pickCarried(numbers);
  auto op = scf::ForOp::create(
      builder, sketch.loc, sketch.constantIndex(sketch.pick(2)),
      sketch.constantIndex(sketch.pickFrom({1, 3, 4, 6})),
      sketch.constantIndex(1 + sketch.pick(2)), inits);
  fillBlock(op.getBody(), [&] {
    takeArguments(numbers, op.getRegionIterArgs());
    now.indices.push_back(op.getInductionVar());
    makeSteps();
    scf::YieldOp::create(builder, sketch.loc, yieldCarried(numbers));
  });
  for (auto [number, result] : llvm::zip(numbers, op.getResults()))
    now.arrays[number].value = result;
  now.rows.push_back(op.getResult(numbers.size()));
}

/// Makes a while loop that counts, and whose end may depend on data.
void UpdateMaker::makeWhile() {
  SmallVector<unsigned> numbers;
  SmallVector<Value> inits = pickCarried(numbers);
  inits.push_back(sketch.constantIndex(0));
  ValueRange range = inits;
  SmallVector<Location> locs(inits.size(), sketch.loc);
  auto op = scf::WhileOp::create(builder, sketch.loc, range.getTypes(), range);
  int64_t most = 1 + sketch.pick(5);
  boundTrips(op, most);
  Block *before, *after;
  {
    OpBuilder::InsertionGuard guard(builder);
    before = builder.createBlock(&op.getBefore(), {}, range.getTypes(), locs);
    after = builder.createBlock(&op.getAfter(), {}, range.getTypes(), locs);
  }
  fillBlock(before, [&] {
    ValueRange arguments = before->getArguments();
    Value goesOn =
        arith::CmpIOp::create(builder, sketch.loc, arith::CmpIPredicate::slt,
                              arguments.back(), sketch.constantIndex(most));
    if (sketch.chance(60)) {
      takeArguments(numbers, arguments);
      now.indices.push_back(arguments.back());
      goesOn =
          arith::AndIOp::create(builder, sketch.loc, goesOn, pickCondition());
    }
    scf::ConditionOp::create(builder, sketch.loc, goesOn, arguments);
  });
  fillBlock(after, [&] {
    ValueRange arguments = after->getArguments();
    takeArguments(numbers, arguments);
    now.indices.push_back(arguments.back());
    makeSteps();
    SmallVector<Value> next = yieldCarried(numbers);
    next.push_back(arith::AddIOp::create(builder, sketch.loc, arguments.back(),
                                         sketch.constantIndex(1)));
    scf::YieldOp::create(builder, sketch.loc, next);
  });
  for (auto [number, result] : llvm::zip(numbers, op.getResults()))
    now.arrays[number].value = result;
  now.rows.push_back(op.getResult(numbers.size()));
}

/// Makes a choice that yields all arrays which may be changed, and a row.
void UpdateMaker::makeChoice() {
  SmallVector<unsigned> numbers;
  SmallVector<Type> types;
  for (auto [number, array] : llvm::enumerate(now.arrays))
    if (array.isOwn) {
      numbers.push_back(number);
      types.push_back(array.value.getType());
    }
  types.push_back(now.rows.back().getType());
  Operation *op;
  if (sketch.chance(75)) {
    op = scf::IfOp::create(builder, sketch.loc, types, pickCondition(),
                           /*withElseRegion=*/true);
  } else {
    SmallVector<int64_t> cases = {0, 2};
    Value number = combine(readNumber(places), 1, 3);
    op = scf::IndexSwitchOp::create(builder, sketch.loc, types, number, cases,
                                    cases.size());
  }
  for (Region &region : op->getRegions()) {
    if (region.empty())
      region.emplaceBlock();
    fillBlock(&region.front(), [&] {
      if (sketch.chance(75))
        makeSteps();
      SmallVector<Value> values;
      for (unsigned number : numbers)
        values.push_back(now.arrays[number].value);
      values.push_back(now.rows.back());
      scf::YieldOp::create(builder, sketch.loc, values);
    });
  }
  for (auto [number, result] : llvm::zip(numbers, op->getResults()))
    now.arrays[number].value = result;
  now.rows.push_back(op->getResult(numbers.size()));
}

void UpdateMaker::make() {
  element = sketch.chance(60) ? builder.getF32Type() : builder.getF64Type();
  sketch.extents = {updatesExtent};
  addArrays();
  for (int64_t count = 1 + sketch.pick(2); count > 0; --count)
    now.rows.push_back(addArgument({width}, element, /*isDynamic=*/false));
  Value data = addArgument({placesCount}, builder.getI64Type(),
                           /*isDynamic=*/false);
  numbers = arith::MulIOp::create(
      builder, sketch.loc, data,
      arith::ConstantOp::create(
          builder, sketch.loc,
          DenseElementsAttr::get(cast<RankedTensorType>(data.getType()),
                                 builder.getI64IntegerAttr(37))));
  places = combine(numbers, 1, lastPlace + 1);
  if (sketch.chance(80) && sketch.spend())
    sketch.chance(70) ? makeFor() : makeWhile();
  makeSteps();
  for (const Array &array : now.arrays)
    sketch.add(array.value, array.shape);
  sketch.add(now.rows.back(), {width});
}
} // namespace

void makeUpdates(Sketch &sketch, func::FuncOp function) {
  UpdateMaker(sketch, function).make();
}

} // namespace ag
