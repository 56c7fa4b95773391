//===- GroupForms.cpp - what a group computes, as forms -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupForms.h"
#include "Groups/Streams/FactorCasts.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormPrimitives.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Forms/FormReductions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/SaveAndRestore.h"
#include <cmath>

using namespace mlir;

namespace ag {

/// The longest chain of free ops that is read into a form. The value before it
/// is read as an input.
static constexpr unsigned mostChained = 32;

static constexpr llvm::StringLiteral tooLarge = "its form would be too large";

/// Returns 2 units in the last place of f32 if an op computes in less than 64
/// bits, and of f64 otherwise.
static double findTolerance(ArrayRef<const StatedOp *> ops) {
  bool isSingle = llvm::any_of(ops, [](const StatedOp *op) {
    return llvm::any_of(op->op->getResultTypes(), [](Type type) {
      auto element = dyn_cast<FloatType>(getElementTypeOrSelf(type));
      return element && element.getWidth() < 64;
    });
  });
  return std::ldexp(1.0, isSingle ? -22 : -51);
}

GroupForms::GroupForms(ArrayRef<const StatedOp *> ops,
                       const GroupDimensions &loops, ValueRange given,
                       FormRules rules)
    : ops(ops), loops(loops), table(findTolerance(ops)) {
  table.keepsRounding = rules.keepsRounding;
  for (unsigned dimension = 0; dimension < loops.size(); ++dimension)
    tableLoops.push_back(table.loops().addLoop(
        table.loops().addDimension(loops.extentOf(dimension))));
  for (Value value : given)
    addInput(value);
  if (rules.widensFactors)
    factorCasts = findFactorCasts(ops);
  refusal = readAll();
}

StringRef GroupForms::readAll() {
  for (unsigned number = 0; number < ops.size(); ++number)
    if (StringRef reason = read(number); !reason.empty()) {
      refused = ops[number]->op;
      return reason;
    }
  return "";
}

std::optional<SmallVector<Form>> GroupForms::readEmptied(unsigned dimension,
                                                         ValueRange values) {
  DenseMap<Value, FormAtLoops> whole;
  DenseMap<Value, Form> wholeNumbers;
  DenseMap<Value, std::optional<Form>> wholeSizes;
  auto exchange = [&] {
    std::swap(whole, forms);
    std::swap(wholeNumbers, numbers);
    std::swap(wholeSizes, sizes);
  };
  exchange();
  emptied = dimension;
  table.keepsQuotientsOfZero = true;
  StringRef reason = readAll();
  SmallVector<Form> made;
  if (reason.empty())
    for (Value value : values)
      made.push_back(readForm(value).form);
  refused = nullptr;
  emptied.reset();
  table.keepsQuotientsOfZero = false;
  exchange();
  return reason.empty() ? std::optional(std::move(made)) : std::nullopt;
}

/// Returns the range of integers; positions and sizes are far from the ends of
/// 64 bits. Returns std::nullopt for floats.
static std::optional<FormRange> rangeOf(Type element) {
  constexpr long double mostIndex = 1LL << 60;
  if (element.isIndex())
    return FormRange{-mostIndex, mostIndex};
  std::optional<ScalarType> type = getScalarType(element);
  return type && !isFloat(*type) ? std::optional(FormRange::of(*type))
                                 : std::nullopt;
}

unsigned GroupForms::addInput(Value value) {
  Value same = getSame(value);
  auto found = inputs.find(same);
  if (found != inputs.end())
    return found->second;
  Type element = getElementTypeOrSelf(value.getType());
  unsigned number = table.addInput(rangeOf(element));
  inputs[same] = number;
  inputValues[number] = value;
  return number;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// Returns the value of a constant whose elements are equal, or std::nullopt.
std::optional<Form> GroupForms::readConstant(Value value) {
  Attribute constant;
  std::optional<ScalarType> type =
      getScalarType(getElementTypeOrSelf(value.getType()));
  if (!type || !matchPattern(value, m_Constant(&constant)))
    return std::nullopt;
  std::optional<Cell> cell = getSplat(constant);
  return cell ? std::optional(readCell(table, *type, *cell)) : std::nullopt;
}

/// Returns the size of a dimension of the group, or a product of such sizes, as
/// a number of any type. Returns std::nullopt for other values.
std::optional<Form> GroupForms::readSize(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto elements = dyn_cast_if_present<tensor::FromElementsOp>(op))
    return elements.getType().getNumElements() == 1
               ? readSize(elements.getElements().front())
               : std::nullopt;
  if (isa_and_present<arith::IndexCastOp, arith::IndexCastUIOp>(op))
    return readSize(op->getOperand(0));
  if (isa_and_present<arith::MulIOp>(op)) {
    if (auto found = sizes.find(value); found != sizes.end())
      return found->second;
    if (chained == mostChained)
      return std::nullopt;
    llvm::SaveAndRestore deeper(chained, chained + 1);
    std::optional<Form> left = readSize(op->getOperand(0));
    std::optional<Form> right = readSize(op->getOperand(1));
    std::optional<Form> product;
    if (left && right)
      product = multiply(table, *left, *right);
    return sizes.try_emplace(value, product).first->second;
  }
  auto dim = dyn_cast_if_present<tensor::DimOp>(op);
  std::optional<int64_t> place = dim ? dim.getConstantIndex() : std::nullopt;
  std::optional<unsigned> dimension =
      place ? loops.dimensionOf(dim.getSource(), *place) : std::nullopt;
  if (!dimension)
    return std::nullopt;
  return dimension == emptied ? table.constant(0) : table.size(*dimension);
}

/// Returns the form of a result of a free op that computes with numbers, or
/// std::nullopt if it would be too large.
std::optional<Form> GroupForms::readNumber(const StatedOp &op,
                                           unsigned result) {
  SmallVector<Form> read;
  for (const SpecInput &input : op.spec.inputs) {
    SmallVector<Form> first(input.map.getNumResults(), table.constant(0));
    read.push_back(readElement(op.getValue(input), first));
  }
  SmallVector<unsigned> own;
  for (size_t loop = 0; loop < op.spec.loops.size(); ++loop)
    own.push_back(table.loops().addLoop(table.loops().addDimension(1)));
  auto results = applyProgram(table, op.spec.body, read, own);
  return results ? std::optional((*results)[result]) : std::nullopt;
}

/// Returns the form of an element of a free value, which is a number or an
/// index; std::nullopt if the value is not free, or comes from too many ops.
std::optional<Form> GroupForms::readFree(Value value, ArrayRef<Form> indices) {
  Operation *by = value.getDefiningOp();
  std::optional<StatedOp> op =
      by && chained < mostChained && isRematerializable(by) ? StatedOp::read(by)
                                                            : std::nullopt;
  if (!op)
    return std::nullopt;
  llvm::SaveAndRestore deeper(chained, chained + 1);
  std::optional<ScalarNode> filling = getFilling(op->spec);
  if (!filling) {
    if (auto found = numbers.find(value); found != numbers.end())
      return found->second;
    std::optional<Form> number =
        readNumber(*op, cast<OpResult>(value).getResultNumber());
    if (number)
      numbers.try_emplace(value, *number);
    return number;
  }
  if (filling->kind == ScalarNode::Constant)
    return readCell(table, filling->type, filling->constant);
  if (filling->kind == ScalarNode::Input) {
    const SpecInput &input = op->spec.inputs[filling->position];
    SmallVector<Form> first(input.map.getNumResults(), table.constant(0));
    return readElement(op->getValue(input), first);
  }
  return readIota(op->spec, *filling, indices);
}

/// Returns the index that the op fills its result with, cast to another type if
/// the op casts it.
std::optional<Form> GroupForms::readIota(const Spec &spec,
                                         const ScalarNode &filling,
                                         ArrayRef<Form> indices) {
  bool isCast = filling.kind == ScalarNode::Apply;
  const ScalarNode &own =
      isCast ? spec.body.nodes()[filling.operands[0]] : filling;
  AffineMap map = spec.results.front().map;
  for (auto [expr, index] : llvm::zip_equal(map.getResults(), indices))
    if (expr == getAffineDimExpr(own.position, map.getContext()))
      return isCast ? apply(table, Primitive::Cast, own.type, filling.type,
                            {index})
                    : index;
  return std::nullopt;
}

Form GroupForms::readElement(Value value, ArrayRef<Form> indices) {
  if (std::optional<Form> constant = readConstant(value))
    return *constant;
  if (std::optional<Form> size = readSize(value))
    return *size;
  if (std::optional<Form> filled = readFree(value, indices))
    return *filled;
  Form element = table.element(addInput(value), indices);
  bool isTruth = getElementTypeOrSelf(value.getType()).isInteger(1);
  return isTruth ? negate(table, isZero(table, element)) : element;
}

/// Returns the form of a position, which is computed from loops, constants and
/// operands. These are not negative, so that quotients may truncate. Returns
/// std::nullopt for ceildiv.
std::optional<Form> GroupForms::readIndex(unsigned number, AffineExpr expr) {
  const StatedOp &op = *ops[number];
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return table.constant(static_cast<double>(constant.getValue()));
  if (auto loop = dyn_cast<AffineDimExpr>(expr))
    return table.index(
        tableLoops[loops.dimensionsOf(number)[loop.getPosition()]]);
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return readElement(op.operands[op.spec.symbols[symbol.getPosition()]], {});
  auto binary = cast<AffineBinaryOpExpr>(expr);
  std::optional<Form> left = readIndex(number, binary.getLHS());
  std::optional<Form> right = readIndex(number, binary.getRHS());
  if (!left || !right)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add)
    return add(table, *left, *right);
  if (expr.getKind() == AffineExprKind::Mul)
    return multiply(table, *left, *right);
  if (expr.getKind() == AffineExprKind::CeilDiv)
    return std::nullopt;
  bool isQuotient = expr.getKind() == AffineExprKind::FloorDiv;
  return apply(table, isQuotient ? Primitive::Div : Primitive::Rem,
               ScalarType::I64, ScalarType::I64, {*left, *right});
}

std::optional<Form> GroupForms::readInput(unsigned number,
                                          const SpecInput &input) {
  SmallVector<Form> indices;
  for (AffineExpr expr : input.map.getResults()) {
    std::optional<Form> index = readIndex(number, expr);
    if (!index)
      return std::nullopt;
    indices.push_back(*index);
  }
  return readAt(ops[number]->getValue(input), indices);
}

/// Returns the form of an element of a value that the group computes or reads.
Form GroupForms::readAt(Value value, ArrayRef<Form> indices) {
  auto made = forms.find(value);
  if (made == forms.end())
    return readElement(value, indices);
  SmallVector<IndexReplacement> replacements;
  for (auto [loop, index] : llvm::zip_equal(made->second.loops, indices))
    if (index != table.index(loop))
      replacements.push_back({loop, index});
  return replacements.empty()
             ? made->second.form
             : substitute(table, made->second.form, replacements);
}

FormAtLoops GroupForms::readForm(Value value) {
  auto made = forms.find(value);
  if (made != forms.end())
    return made->second;
  FormAtLoops form;
  SmallVector<Form> indices;
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t place = 0; tensor && place < tensor.getRank(); ++place) {
    std::optional<unsigned> dimension = loops.dimensionOf(value, place);
    form.loops.push_back(
        dimension
            ? tableLoops[*dimension]
            : table.loops().addLoop(table.loops().addDimension(std::nullopt)));
    indices.push_back(table.index(form.loops.back()));
  }
  form.form = readElement(value, indices);
  return form;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

StringRef GroupForms::readResult(unsigned number, unsigned result, Form form) {
  const StatedOp &op = *ops[number];
  const SpecResult &stated = op.spec.results[result];
  ArrayRef<unsigned> dimensions = loops.dimensionsOf(number);
  if (op.spec.combiner) {
    std::optional<Primitive> combiner = findCombiner(*op.spec.combiner);
    if (!combiner)
      return "it combines in a way that no rule is about";
    SmallVector<unsigned> bound;
    for (auto [loop, dimension] : llvm::enumerate(dimensions))
      if (!stated.map.isFunctionOfDim(loop))
        bound.push_back(tableLoops[dimension]);
    bool isOfNothing =
        emptied && llvm::is_contained(bound, tableLoops[*emptied]);
    if (!bound.empty() && !isOfNothing)
      form = reduce(table, *combiner, form, bound);
    std::optional<Form> start =
        stated.initOperand
            ? readInput(number, {*stated.initOperand, stated.map})
            : readCell(table, stated.accumulator, stated.init);
    form = isOfNothing ? *start
                       : apply(table, *combiner, stated.accumulator,
                               stated.accumulator, {*start, form});
  }
  if (table.facts(form).isTooLarge())
    return tooLarge;
  FormAtLoops made{form, {}};
  for (AffineExpr expr : stated.map.getResults()) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    made.loops.push_back(
        loop ? tableLoops[dimensions[loop.getPosition()]]
             : table.loops().addLoop(table.loops().addDimension(1)));
  }
  forms.try_emplace(op.op->getResult(result), std::move(made));
  return "";
}

/// Returns true if an op writes each element of its results once. Each
/// dimension has the extent of the loop that alone indexes it, or has size 1.
bool GroupForms::coversResults(unsigned number) const {
  const StatedOp &op = *ops[number];
  for (auto [value, result] :
       llvm::zip_equal(op.op->getResults(), op.spec.results)) {
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(value.getType()).getShape();
    if (!result.map.isProjectedPermutation(/*allowZeroInResults=*/true))
      return false;
    for (auto [place, expr] : llvm::enumerate(result.map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      bool isLoopLong =
          loop && loops.isAsLong(loops.dimensionsOf(number)[loop.getPosition()],
                                 value, place);
      if (!isLoopLong && shape[place] != 1)
        return false;
    }
  }
  return true;
}

/// Returns the form of an op that has a dimension rule and no Spec: an unknown
/// function of all that it reads. An input that it needs unsplit is one
/// argument of the function. Values of the group that it needs unsplit are read
/// element by element, as if the op summed the function over them.
Form GroupForms::readMoved(unsigned number) {
  const StatedOp &op = *ops[number];
  auto loopOf = [&](unsigned loop) {
    return tableLoops[loops.dimensionsOf(number)[loop]];
  };
  SmallVector<Form> parts;
  SmallVector<unsigned> bound;
  for (auto [operand, places] : llvm::zip(op.operands, op.rule->operands)) {
    SmallVector<unsigned> whole;
    SmallVector<Form> indices;
    for (const DimensionRule::Place &place : places) {
      unsigned loop = loopOf(place.front());
      indices.push_back(table.index(loop));
      if (op.isWhole(place.front()))
        whole.push_back(loop);
    }
    bool isGiven = !whole.empty() && !forms.contains(operand);
    if (!isGiven)
      llvm::append_range(bound, whole);
    parts.push_back(isGiven ? table.element(addInput(operand), {})
                            : readAt(operand, indices));
  }
  for (Value used : getUsedValues(op.op))
    if (!llvm::is_contained(op.operands, used) &&
        !isa<RankedTensorType>(used.getType()))
      parts.push_back(readAt(used, {}));
  for (const DimensionRule::Place &place : op.rule->results.front())
    parts.push_back(table.index(loopOf(place.front())));
  auto [function, isNew] =
      functions.try_emplace({op.op->getName(), op.op->getAttrDictionary()}, 0);
  if (isNew)
    function->second = table.addInput();
  Form moved = table.element(function->second, parts);
  return bound.empty() ? moved : reduce(table, Primitive::Add, moved, bound);
}

/// Returns the forms of the elements that an op reads, or std::nullopt if it
/// reads at positions that no form has.
std::optional<SmallVector<Form>> GroupForms::readInputs(unsigned number) {
  const StatedOp &op = *ops[number];
  SmallVector<Form> read;
  for (const SpecInput &input : op.spec.inputs) {
    std::optional<Form> form = readInput(number, input);
    if (!form)
      return std::nullopt;
    read.push_back(*form);
  }
  return read;
}

/// Returns the forms that op `number` computes from the forms that it reads, or
/// std::nullopt if they would be too large.
static std::optional<SmallVector<Form>> applyBody(GroupForms &forms,
                                                  const ScalarProgram &body,
                                                  unsigned number,
                                                  ArrayRef<Form> read) {
  auto own = llvm::map_to_vector(
      forms.getLoops().dimensionsOf(number),
      [&](unsigned dimension) { return forms.getLoop(dimension); });
  return applyProgram(forms.getTable(), body, read, own);
}

std::optional<SmallVector<Form>> GroupForms::readBody(unsigned number) {
  std::optional<SmallVector<Form>> read;
  if (!ops[number]->rule)
    read = readInputs(number);
  return read ? applyBody(*this, ops[number]->spec.body, number, *read)
              : std::nullopt;
}

StringRef GroupForms::read(unsigned number) {
  const StatedOp &op = *ops[number];
  bool isOfNothing =
      llvm::any_of(llvm::enumerate(loops.dimensionsOf(number)), [&](auto loop) {
        return loop.value() == emptied && op.isWhole(loop.index());
      });
  if (op.rule && isOfNothing)
    return "it needs elements of what has none";
  if (op.rule)
    return readResult(number, 0, readMoved(number));
  if (!coversResults(number))
    return "it writes into windows, or leaves elements out";
  std::optional<SmallVector<Form>> operands = readInputs(number);
  if (!operands)
    return "it reads at places that no form has";
  std::optional<SmallVector<Form>> values =
      factorCasts.contains(op.op)
          ? operands
          : applyBody(*this, op.spec.body, number, *operands);
  if (!values)
    return tooLarge;
  if (op.spec.combiner && values->size() != 1)
    return "it combines several values at once";
  for (auto [result, form] : llvm::enumerate(*values))
    if (StringRef reason = readResult(number, result, form); !reason.empty())
      return reason;
  return "";
}

} // namespace ag
