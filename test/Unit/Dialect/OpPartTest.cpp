//===- OpPartTest.cpp - ops on parts of their operands --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does an op on blocks of its operands compute the blocks of its result? Each
// loop of its dimension rule that may be split is split in two and in three.
// The last block may be padded with values that no result may contain:
//
//   loop i of x[i, j] -> y[(i, j)], of 4x6 in 3:
//   x[0:2], x[2:4], padding -> y[0:12], y[12:24], anything
//
// Blocks are combined, as the rule says, if the split loop does not index the
// result.
//
//===----------------------------------------------------------------------===//
#include "Outcome.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Reference/Interpreter.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Tensor/TensorPrint.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;
using Place = DimensionRule::Place;
using Places = DimensionRule::Places;

namespace {
Tensor scalarIndex(int64_t value) {
  return Tensor::scalar(ScalarType::I64, intCell(value));
}

/// Returns a tensor of the numbers 1, 2, 3 and so on.
Tensor numbers(ArrayRef<int64_t> shape) {
  Tensor tensor = valueOf(Tensor::iota(ScalarType::F32, shape));
  for (Cell &cell : tensor.mutableCells())
    cell.f += 1;
  return tensor;
}

Tensor ints(ScalarType type, ArrayRef<int64_t> shape,
            ArrayRef<int64_t> values) {
  SmallVector<Cell> cells;
  for (int64_t value : values)
    cells.push_back(intCell(value));
  return valueOf(Tensor::fromCells(type, shape, cells));
}

/// Returns `size` elements along `dim` from `offset` on. Elements past the end
/// are NaN, or 77 for integers.
Tensor cut(const Tensor &whole, int64_t dim, int64_t offset, int64_t size) {
  SmallVector<int64_t> shape(whole.shape());
  int64_t inner = llvm::product_of(whole.shape().drop_front(dim + 1));
  int64_t extent = shape[dim],
          outer = llvm::product_of(whole.shape().take_front(dim));
  shape[dim] = size;
  Cell padding = isFloat(whole.type()) ? floatCell(NAN) : intCell(77);
  SmallVector<Cell> cells;
  for (int64_t row = 0; row < outer; ++row)
    for (int64_t place = offset; place < offset + size; ++place)
      for (int64_t k = 0; k < inner; ++k)
        cells.push_back(place < extent
                            ? whole.cells()[(row * extent + place) * inner + k]
                            : padding);
  return valueOf(Tensor::fromCells(whole.type(), shape, cells));
}

std::string spell(const Tensor &tensor) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  print(stream, tensor);
  return text;
}

class OpPartTest : public testing::Test {
protected:
  OpPartTest() {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, func::FuncDialect,
                    tensor::TensorDialect>();
    registerDialect(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  /// Checks all splits of the op in "(%x: tensor<4x6xf32>) -> tensor<24xf32> {
  /// %y = ...", whose operands are the function's arguments. Returns the number
  /// of splits.
  unsigned check(StringRef function, Tensors given) {
    parse(function, std::move(given));
    auto f = op->getParentOfType<func::FuncOp>();
    result = valueOf(interpret(f, operands, {}, {})).front();
    unsigned splits = 0;
    for (unsigned loop = 0; loop < rule.loops.size(); ++loop)
      for (int64_t parts : {2, 3})
        if (maySplit(loop, parts)) {
          SCOPED_TRACE(llvm::formatv("loop {0} in {1}", loop, parts).str());
          checkSplit(loop, parts, /*areValues=*/false);
          checkSplit(loop, parts, /*areValues=*/true);
          ++splits;
        }
    return splits;
  }

  /// Splits `loop` in `parts` and returns the error of the first block that
  /// fails.
  std::string messageOfSplit(StringRef function, Tensors given, unsigned loop,
                             int64_t parts) {
    parse(function, std::move(given));
    for (int64_t block = 0; block < parts; ++block)
      if (auto made = runBlock(loop, parts, block, /*areValues=*/false); !made)
        return messageOf(std::move(made));
    return "";
  }

private:
  void parse(StringRef function, Tensors given);
  bool maySplit(unsigned loop, int64_t parts) const;
  int64_t extentOf(unsigned loop) const;
  /// Cuts a block out of a tensor. `extent` is the size of the loop.
  static Tensor takeBlock(const Tensor &whole, const Places &places,
                          unsigned loop, int64_t extent, int64_t offset,
                          int64_t size);
  RankedTensorType typeOf(const Tensor &tensor, Type element,
                          const Places &places, bool isDynamic);
  Tensor makeNeutral(const Tensor &like) const;
  llvm::Expected<Tensors> runBlock(unsigned loop, int64_t parts, int64_t block,
                                   bool areValues);
  void checkSplit(unsigned loop, int64_t parts, bool areValues);

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  Operation *op = nullptr;
  DimensionRule rule;
  Tensors operands;
  Tensor result;
};
} // namespace

void OpPartTest::parse(StringRef function, Tensors given) {
  module = parseSourceString<ModuleOp>(
      ("func.func @f" + function + "\nreturn %y : " +
       function.split("-> ").second.split(" {").first + "\n}")
          .str(),
      &context);
  ASSERT_TRUE(module) << function.str();
  auto f = *module->getOps<func::FuncOp>().begin();
  op = f.getBody().front().getTerminator()->getOperand(0).getDefiningOp();
  ASSERT_EQ(op->getOperands(), ValueRange(f.getArguments()));
  rule = cast<DimensionRuleOpInterface>(op).getDimensionRule();
  operands = std::move(given);
}

/// Returns true if `loop` may be split in `parts`. The loop must be the outer
/// loop of each dimension that it indexes. `parts` must divide it if the
/// dimension has inner loops.
bool OpPartTest::maySplit(unsigned loop, int64_t parts) const {
  const DimensionRule::Loop &own = rule.loops[loop];
  if (own.isWhole && !own.pickedAlong && !own.isCut)
    return false;
  for (const Places &places :
       llvm::concat<const Places>(rule.operands, rule.results))
    for (const Place &place : places)
      if (llvm::is_contained(place, loop) &&
          (place.front() != loop ||
           (place.size() > 1 && extentOf(loop) % parts != 0)))
        return false;
  return true;
}

int64_t OpPartTest::extentOf(unsigned loop) const {
  Extent extent = rule.loops[loop].extent;
  if (extent.kind() == Extent::Number)
    return extent.value();
  bool isRead = extent.operand() < operands.size();
  const Tensor &tensor = isRead ? operands[extent.operand()] : result;
  return tensor.shape()[extent.value()];
}

Tensor OpPartTest::takeBlock(const Tensor &whole, const Places &places,
                             unsigned loop, int64_t extent, int64_t offset,
                             int64_t size) {
  Tensor block = whole;
  for (auto [dim, place] : llvm::enumerate(places))
    if (place.front() == loop) {
      int64_t each = whole.shape()[dim] / extent;
      block = cut(block, dim, offset * each, size * each);
    }
  return block;
}

RankedTensorType OpPartTest::typeOf(const Tensor &tensor, Type element,
                                    const Places &places, bool isDynamic) {
  SmallVector<int64_t> shape(tensor.shape());
  for (auto [size, place] : llvm::zip(shape, places))
    if (isDynamic && rule.isInParts(place))
      size = ShapedType::kDynamic;
  return RankedTensorType::get(shape, element);
}

/// Returns the neutral elements of the rule's combiner.
Tensor OpPartTest::makeNeutral(const Tensor &like) const {
  Tensor neutral = valueOf(Tensor::zeros(like.type(), like.shape()));
  llvm::fill(neutral.mutableCells(),
             getNeutralElement(getReduction(rule.combiner), like.type()));
  return neutral;
}

/// Runs the op on one block. Its sizes are values if `areValues`, else numbers.
llvm::Expected<Tensors> OpPartTest::runBlock(unsigned loop, int64_t parts,
                                             int64_t block, bool areValues) {
  int64_t extent = extentOf(loop), size = (extent + parts - 1) / parts,
          offset = block * size;
  OpBuilder builder(&context);
  Location loc = op->getLoc();
  auto g = func::FuncOp::create(loc, "g", builder.getFunctionType({}, {}));
  OwningOpRef<ModuleOp> own = ModuleOp::create(loc);
  own->push_back(g);
  Block *body = g.addEntryBlock();
  builder.setInsertionPointToEnd(body);
  Tensors given;
  for (auto [number, operand] : llvm::enumerate(operands)) {
    Type type = op->getOperand(number).getType();
    const Places &places = rule.operands[number];
    given.push_back(takeBlock(operand, places, loop, extent, offset, size));
    if (rule.isSummed(loop) && rule.written == number && block > 0)
      given.back() = makeNeutral(operand);
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      type = typeOf(given.back(), tensor.getElementType(), places, areValues);
    body->addArgument(type, loc);
  }
  SmallVector<Value> values(body->getArguments());
  auto number = [&](int64_t value) -> OpFoldResult {
    if (!areValues)
      return builder.getIndexAttr(value);
    given.push_back(scalarIndex(value));
    return body->addArgument(builder.getIndexType(), loc);
  };
  SmallVector<LoopPart> loops;
  for (unsigned other = 0; other < rule.loops.size(); ++other) {
    int64_t length = extentOf(other);
    bool isSplit = other == loop;
    loops.push_back({number(isSplit ? offset : 0),
                     number(isSplit ? size : length), number(length),
                     isSplit && parts * size > extent});
  }
  Operation *made = cast<DimensionRuleOpInterface>(op).makePart(
      builder, {ValueRange(values), loops});
  func::ReturnOp::create(builder, loc, made->getResults());
  g.setFunctionType(builder.getFunctionType(body->getArgumentTypes(),
                                            made->getResultTypes()));
  EXPECT_TRUE(succeeded(verify(*own)));
  return interpret(g, std::move(given), {}, {});
}

void OpPartTest::checkSplit(unsigned loop, int64_t parts, bool areValues) {
  int64_t extent = extentOf(loop), size = (extent + parts - 1) / parts;
  bool isAlong = llvm::any_of(rule.results.front(), [&](const Place &place) {
    return llvm::is_contained(place, loop);
  });
  Tensor combined = makeNeutral(result);
  Primitive combiner = getCombiner(getReduction(rule.combiner));
  for (int64_t block = 0; block < parts; ++block) {
    auto made = runBlock(loop, parts, block, areValues);
    ASSERT_TRUE(static_cast<bool>(made)) << messageOf(made.takeError());
    int64_t offset = block * size,
            valid = std::clamp<int64_t>(extent - offset, 0, size);
    const Places &places = rule.results.front();
    if (isAlong) {
      EXPECT_EQ(spell(takeBlock(made->front(), places, loop, size, 0, valid)),
                spell(takeBlock(result, places, loop, extent, offset, valid)))
          << "block " << block;
      continue;
    }
    ASSERT_EQ(made->front().shape(), combined.shape());
    for (auto [to, from] :
         llvm::zip_equal(combined.mutableCells(), made->front().cells()))
      to = evaluate(combiner, result.type(), result.type(), {to, from},
                    Precision::Double);
  }
  if (!isAlong)
    EXPECT_EQ(spell(combined), spell(result));
}

TEST_F(OpPartTest, OneBehindTheOther) {
  EXPECT_EQ(check("(%a: tensor<5x2xf32>, %b: tensor<5x3xf32>) -> "
                  "tensor<5x5xf32> {\n%y = ag.concat 1 %a, %b : "
                  "tensor<5x2xf32>, tensor<5x3xf32> -> tensor<5x5xf32>",
                  {numbers({5, 2}), numbers({5, 3})}),
            2u);
  EXPECT_EQ(check("(%a: tensor<5x2xf32>, %b: tensor<5x3xf32>) -> "
                  "tensor<5x5xf32> {\n%y = tensor.concat dim(1) %a, %b : "
                  "(tensor<5x2xf32>, tensor<5x3xf32>) -> tensor<5x5xf32>",
                  {numbers({5, 2}), numbers({5, 3})}),
            2u);
}

TEST_F(OpPartTest, Borders) {
  EXPECT_EQ(check("(%x: tensor<4x5xf32>, %v: tensor<f32>) -> tensor<4x9xf32> {"
                  "\n%y = ag.pad %x low [0, 1] high [0, 3] with %v : "
                  "tensor<4x5xf32>, tensor<f32> -> tensor<4x9xf32>",
                  {numbers({4, 5}), numbers({})}),
            2u);
  EXPECT_EQ(check("(%x: tensor<4x5xf32>) -> tensor<4x9xf32> {\n"
                  "%y = tensor.pad %x low[0, 1] high[0, 3] {\n"
                  "^bb0(%i: index, %j: index):\n"
                  "%v = arith.constant 3.0 : f32\ntensor.yield %v : f32\n} : "
                  "tensor<4x5xf32> to tensor<4x9xf32>",
                  {numbers({4, 5})}),
            2u);
}

TEST_F(OpPartTest, PartsThatChange) {
  EXPECT_EQ(check("(%x: tensor<5x4xf32>, %p: tensor<5x2xf32>, %n: index) -> "
                  "tensor<5x4xf32> {\n%y = ag.update %x, %p [0, %n] [1, 1] : "
                  "tensor<5x4xf32>, tensor<5x2xf32> -> tensor<5x4xf32>",
                  {numbers({5, 4}), numbers({5, 2}), scalarIndex(1)}),
            4u);
  EXPECT_EQ(check("(%x: tensor<5x7xf32>, %p: tensor<5x2xf32>, %n: index) -> "
                  "tensor<5x7xf32> {\n%y = ag.update %x, %p [0, %n] [1, 3] : "
                  "tensor<5x7xf32>, tensor<5x2xf32> -> tensor<5x7xf32>",
                  {numbers({5, 7}), numbers({5, 2}), scalarIndex(2)}),
            4u);
  EXPECT_EQ(check("(%p: tensor<2x6xf32>, %x: tensor<9x6xf32>, %n: index) -> "
                  "tensor<9x6xf32> {\n%y = tensor.insert_slice %p into "
                  "%x[%n, 0] [2, 6] [2, 1] : tensor<2x6xf32> into "
                  "tensor<9x6xf32>",
                  {numbers({2, 6}), numbers({9, 6}), scalarIndex(0)}),
            4u);
  EXPECT_EQ(check("(%p: tensor<5xf32>, %x: tensor<4x5xf32>, %n: index) -> "
                  "tensor<4x5xf32> {\n%y = tensor.insert_slice %p into "
                  "%x[%n, 0] [1, 5] [1, 1] : tensor<5xf32> into "
                  "tensor<4x5xf32>",
                  {numbers({5}), numbers({4, 5}), scalarIndex(2)}),
            2u);
}

TEST_F(OpPartTest, PartsThatAreTaken) {
  EXPECT_EQ(check("(%x: tensor<5x4x6xf32>, %n: index) -> tensor<5x3xf32> {\n"
                  "%y = tensor.extract_slice %x[0, %n, 1] [5, 1, 3] [1, 1, 2] "
                  ": tensor<5x4x6xf32> to tensor<5x3xf32>",
                  {numbers({5, 4, 6}), scalarIndex(2)}),
            2u);
  EXPECT_EQ(check("(%x: tensor<5x4xf32>) -> tensor<?x4xf32> {\n"
                  "%y = tensor.cast %x : tensor<5x4xf32> to tensor<?x4xf32>",
                  {numbers({5, 4})}),
            4u);
  EXPECT_EQ(check("(%x: tensor<5x4xf32>, %g: tensor<2xf32>) -> "
                  "tensor<5x4xf32> {\n%y = ag.barrier %x after %g : "
                  "tensor<5x4xf32>, tensor<2xf32> -> tensor<5x4xf32>",
                  {numbers({5, 4}), numbers({2})}),
            4u);
}

TEST_F(OpPartTest, Reshapes) {
  auto reshape = [&](StringRef from, StringRef to, ArrayRef<int64_t> shape) {
    return check(("(%x: " + from + ") -> " + to +
                  " {\n%y = ag.reshape %x : " + from + " -> " + to)
                     .str(),
                 {numbers(shape)});
  };
  // x[(a, b), c] -> y[a, (b, c)] is split along a in 3. The loops b and c are
  // inner loops.
  EXPECT_EQ(reshape("tensor<6x4xf32>", "tensor<3x8xf32>", {6, 4}), 1u);
  EXPECT_EQ(reshape("tensor<4x5xf32>", "tensor<20xf32>", {4, 5}), 1u);
  EXPECT_EQ(reshape("tensor<4x5xf32>", "tensor<4x1x5xf32>", {4, 5}), 4u);
  EXPECT_EQ(reshape("tensor<6x2xf32>", "tensor<4x3xf32>", {6, 2}), 0u);
  EXPECT_EQ(reshape("tensor<5x6x2xf32>", "tensor<5x4x3xf32>", {5, 6, 2}), 2u);
  EXPECT_EQ(check("(%x: tensor<?x?xf32>, %n: index) -> tensor<?xf32> {\n"
                  "%y = ag.reshape %x (%n) : tensor<?x?xf32> -> tensor<?xf32>",
                  {numbers({6, 5}), scalarIndex(30)}),
            2u);
  EXPECT_EQ(check("(%x: tensor<6x4xf32>) -> tensor<2x3x4xf32> {\n"
                  "%y = tensor.expand_shape %x [[0, 1], [2]] output_shape "
                  "[2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>",
                  {numbers({6, 4})}),
            3u);
  EXPECT_EQ(check("(%x: tensor<2x3x4xf32>) -> tensor<6x4xf32> {\n"
                  "%y = tensor.collapse_shape %x [[0, 1], [2]] : "
                  "tensor<2x3x4xf32> into tensor<6x4xf32>",
                  {numbers({2, 3, 4})}),
            3u);
}

TEST_F(OpPartTest, Gather) {
  auto gather = [&](StringRef mode, StringRef type, Tensor indices) {
    std::string types =
        ("tensor<7x5xf32>, tensor<3x2x" + type + "> -> tensor<7x3x2xf32>")
            .str();
    return check(("(%x: tensor<7x5xf32>, %k: tensor<3x2x" + type +
                  ">) -> tensor<7x3x2xf32> {\n%y = ag.gather 1 " + mode +
                  " %x, %k : " + types)
                     .str(),
                 {numbers({7, 5}), std::move(indices)});
  };
  Tensor wild = ints(ScalarType::I32, {3, 2}, {-3, 0, 5, 4, 6, 2});
  EXPECT_EQ(gather("fill", "i32", wild), 8u);
  EXPECT_EQ(gather("clamp", "i32", wild), 8u);
  // An unsigned index above the largest i64 is not negative.
  Tensor large = ints(ScalarType::UI64, {3, 2}, {-3, 0, 5, 4, 6, 2});
  EXPECT_EQ(gather("fill", "ui64", large), 8u);
  EXPECT_EQ(gather("clamp", "ui64", large), 8u);
  Tensor tame = ints(ScalarType::I8, {3, 2}, {3, 0, 1, 4, 4, 2});
  EXPECT_EQ(gather("error", "i8", tame), 8u);
}

TEST_F(OpPartTest, Scatter) {
  auto scatter = [&](StringRef mode, Tensor indices, StringRef kind = "add") {
    return check(("(%x: tensor<5x2xf32>, %k: tensor<4xi32>, %u: "
                  "tensor<4x2xf32>) -> tensor<5x2xf32> {\n%y = ag.scatter " +
                  kind + " 0 " + mode +
                  " %x, %k, %u : tensor<5x2xf32>, tensor<4xi32>, "
                  "tensor<4x2xf32> -> tensor<5x2xf32>")
                     .str(),
                 {numbers({5, 2}), std::move(indices), numbers({4, 2})});
  };
  EXPECT_EQ(scatter("drop", ints(ScalarType::I32, {4}, {-1, 5, 2, 2})), 6u);
  EXPECT_EQ(scatter("clamp", ints(ScalarType::I32, {4}, {-1, 5, 2, 2})), 6u);
  EXPECT_EQ(scatter("error", ints(ScalarType::I32, {4}, {0, 4, 2, 2})), 6u);
  Tensor wild = ints(ScalarType::I32, {4}, {-1, 5, 2, 2});
  EXPECT_EQ(scatter("clamp", wild, "max"), 6u);
  EXPECT_EQ(scatter("drop", wild, "min"), 6u);
  // The loop of the indices is not split.
  EXPECT_EQ(scatter("clamp", wild, "set"), 4u);
}

// Errors of a block name the size of the unsplit dimension.
TEST_F(OpPartTest, IndicesOutsideOfTheWhole) {
  std::string gather = "(%x: tensor<5xf32>, %k: tensor<2xi32>) -> "
                       "tensor<2xf32> {\n%y = ag.gather 0 error %x, %k : "
                       "tensor<5xf32>, tensor<2xi32> -> tensor<2xf32>";
  Tensors given = {numbers({5}), ints(ScalarType::I32, {2}, {4, 5})};
  EXPECT_EQ(messageOfSplit(gather, given, /*loop=*/1, 2),
            "'ag.require' ag.gather: index 5 is outside of a dimension of 5");
}
