//===- EntrySignature.cpp - what callers of an entry see ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/IR/Builders.h"
#include <map>

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static Attribute toAttr(const EntrySignature &entry, SizeSignature size,
                        Builder &builder) {
  switch (size.kind) {
  case SizeSignature::Number:
    return builder.getI64IntegerAttr(size.value);
  case SizeSignature::Symbol:
    return builder.getStringAttr(spellSymbol(entry, size.value));
  case SizeSignature::Computed:
    return builder.getStringAttr("?");
  }
  llvm_unreachable("all kinds are listed");
}

/// Returns the dictionary of the fields that only some tensors have.
static DictionaryAttr toMarks(const TensorSignature &tensor, Builder &builder) {
  NamedAttrList marks;
  if (tensor.alias >= 0)
    marks.set("alias", builder.getI64IntegerAttr(tensor.alias));
  if (auto &of = tensor.gradientOf) {
    const auto *number = std::get_if<int64_t>(&*of);
    marks.set("gradient_of",
              number ? Attribute(builder.getI64IntegerAttr(*number))
                     : builder.getStringAttr(std::get<std::string>(*of)));
  }
  if (!tensor.originalName.empty())
    marks.set("original_name", builder.getStringAttr(tensor.originalName));
  return marks.getDictionary(builder.getContext());
}

static ArrayAttr toAttr(const EntrySignature &entry,
                        ArrayRef<TensorSignature> tensors, Builder &builder) {
  SmallVector<Attribute> list;
  for (const TensorSignature &tensor : tensors) {
    SmallVector<Attribute> dims;
    for (SizeSignature size : tensor.dims)
      dims.push_back(toAttr(entry, size, builder));
    SmallVector<Attribute> parts = {
        builder.getStringAttr(tensor.name),
        TypeAttr::get(getMLIRType(tensor.type, builder.getContext())),
        builder.getArrayAttr(dims)};
    if (DictionaryAttr marks = toMarks(tensor, builder); !marks.empty())
      parts.push_back(marks);
    list.push_back(builder.getArrayAttr(parts));
  }
  return builder.getArrayAttr(list);
}

DictionaryAttr toAttr(const EntrySignature &entry, MLIRContext *context) {
  Builder builder(context);
  SmallVector<Attribute> symbols;
  for (const SymbolSignature &symbol : entry.symbols)
    symbols.push_back(
        builder.getArrayAttr({builder.getStringAttr(symbol.name),
                              builder.getI64IntegerAttr(symbol.least),
                              builder.getI64IntegerAttr(symbol.greatest)}));
  auto named = [&](StringRef name, Attribute value) {
    return builder.getNamedAttr(name, value);
  };
  return builder.getDictionaryAttr(
      {named("symbols", builder.getArrayAttr(symbols)),
       named("arguments", toAttr(entry, entry.arguments, builder)),
       named("results", toAttr(entry, entry.results, builder)),
       named("parameters", toAttr(entry, entry.parameters, builder))});
}

namespace {
/// Reads the attribute back. Any unexpected field makes it unreadable.
class Reader {
public:
  std::optional<EntrySignature> read(StringRef name, DictionaryAttr attr) {
    EntrySignature entry;
    entry.name = name.str();
    for (Attribute symbol : list(attr.get("symbols"))) {
      ArrayRef<Attribute> parts = list(symbol, 3);
      entry.symbols.push_back(
          {text(parts[0]), number(parts[1]), number(parts[2])});
      symbolNumbers[spellSymbol(entry, entry.symbols.size() - 1)] =
          entry.symbols.size() - 1;
    }
    entry.arguments = tensors(attr.get("arguments"));
    entry.results = tensors(attr.get("results"));
    auto isArgument = [&](int64_t number) {
      return number < int64_t(entry.arguments.size());
    };
    for (const TensorSignature &result : entry.results) {
      broken |= !isArgument(result.alias);
      if (result.gradientOf)
        if (auto *number = std::get_if<int64_t>(&*result.gradientOf))
          broken |= *number < 0 || !isArgument(*number);
    }
    entry.parameters = tensors(attr.get("parameters"));
    for (const auto *inputs : {&entry.arguments, &entry.parameters})
      for (const TensorSignature &input : *inputs)
        for (SizeSignature size : input.dims)
          broken |= size.kind == SizeSignature::Computed;
    if (broken)
      return std::nullopt;
    return entry;
  }

private:
  ArrayRef<Attribute> list(Attribute attr, size_t size) {
    static const std::array<Attribute, 3> nothing = {};
    ArrayRef<Attribute> parts = list(attr);
    if (parts.size() == size)
      return parts;
    broken = true;
    return nothing;
  }
  ArrayRef<Attribute> list(Attribute attr) {
    auto array = dyn_cast_or_null<ArrayAttr>(attr);
    broken |= !array;
    return array ? array.getValue() : ArrayRef<Attribute>();
  }
  std::string text(Attribute attr) {
    auto string = dyn_cast_or_null<StringAttr>(attr);
    broken |= !string;
    return string ? string.str() : "";
  }
  int64_t number(Attribute attr) {
    auto integer = dyn_cast_or_null<IntegerAttr>(attr);
    bool isNumber = integer && integer.getValue().isSignedIntN(64);
    broken |= !isNumber;
    return isNumber ? integer.getValue().getSExtValue() : 0;
  }
  SizeSignature size(Attribute attr) {
    auto string = dyn_cast_or_null<StringAttr>(attr);
    if (!string)
      return {SizeSignature::Number, number(attr)};
    if (string.getValue() == "?")
      return {SizeSignature::Computed, 0};
    auto found = symbolNumbers.find(string.str());
    broken |= found == symbolNumbers.end();
    return {SizeSignature::Symbol, broken ? 0 : found->second};
  }
  SmallVector<TensorSignature> tensors(Attribute attr) {
    SmallVector<TensorSignature> result;
    for (Attribute tensor : list(attr)) {
      ArrayRef<Attribute> all = list(tensor);
      ArrayRef<Attribute> parts = all.size() == 4 ? all : list(tensor, 3);
      auto type = dyn_cast_or_null<TypeAttr>(parts[1]);
      auto scalar = type ? getScalarType(type.getValue()) : std::nullopt;
      broken |= !scalar;
      result.push_back({text(parts[0]), scalar.value_or(ScalarType::F32), {}});
      for (Attribute dim : list(parts[2]))
        result.back().dims.push_back(size(dim));
      if (parts.size() == 4)
        readMarks(parts[3], result.back());
    }
    return result;
  }
  void readMarks(Attribute attr, TensorSignature &tensor) {
    auto marks = dyn_cast_or_null<DictionaryAttr>(attr);
    broken |= !marks;
    for (NamedAttribute mark :
         marks ? marks.getValue() : ArrayRef<NamedAttribute>())
      if (mark.getName() == "alias")
        tensor.alias = number(mark.getValue());
      else if (mark.getName() == "gradient_of")
        tensor.gradientOf = isa<StringAttr>(mark.getValue())
                                ? GradientOf(text(mark.getValue()))
                                : number(mark.getValue());
      else if (mark.getName() == "original_name")
        tensor.originalName = text(mark.getValue());
      else
        broken = true;
  }

  std::map<std::string, int64_t> symbolNumbers;
  bool broken = false;
};
} // namespace

std::optional<EntrySignature> parseEntrySignature(StringRef name,
                                                  DictionaryAttr attr) {
  return Reader().read(name, attr);
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

static SymbolSignature describeSymbol(FunctionOpInterface function,
                                      const DimSymbol &symbol) {
  DimRange range{0, INT64_MAX};
  if (auto given = getDimRange(function, symbol.name))
    range = *given;
  return {symbol.name.str(), range.lowest, range.highest};
}

SmallVector<int64_t> getPlannedSizes(FunctionOpInterface function) {
  return llvm::map_to_vector(
      DimSymbols(function), [&](const DimSymbol &symbol) {
        return getPlannedSize(describeSymbol(function, symbol));
      });
}

namespace {
/// Finds the symbol that a dynamic size equals in all cases. The size of an
/// iter_arg is followed once, to its init and its yield, so that a loop may
/// also swap its iter_args.
class SymbolSearch {
public:
  SymbolSearch(FunctionOpInterface function, const DimSymbols &symbols)
      : function(function), symbols(symbols) {}

  /// Returns std::nullopt if the size is no symbol, or may be several.
  std::optional<unsigned> find(Value tensor, int64_t dim) {
    auto [first, number] = getFirstSize({tensor, dim});
    if (first && isDynamicArgument(first, number))
      return symbols.find(cast<BlockArgument>(first).getArgNumber(), number);
    return isOne(tensor, dim) ? found : std::nullopt;
  }

  /// Returns true if `find` has seen that the size differs from each symbol.
  bool isNone() const { return none; }

private:
  /// Returns true if all values that the size may have are the symbol `found`.
  bool isOne(Value tensor, int64_t dim) {
    if (auto carried = findCarried(tensor))
      return !visited.insert({carried->argument, dim}).second ||
             (isOne(carried->init->get(), dim) &&
              isOne(carried->yielded->get(), dim));
    if (isArgument(tensor)) {
      if (!isDynamicArgument(tensor, dim))
        return false;
      unsigned argument = cast<BlockArgument>(tensor).getArgNumber();
      unsigned number = symbols.find(argument, dim);
      if (found && *found != number)
        return false;
      found = number;
      return true;
    }
    AffineMap map;
    ValueDimList operands;
    LogicalResult isBound = ValueBoundsConstraintSet::computeBound(
        map, operands, presburger::BoundType::EQ, getSizeVariable(tensor, dim),
        [&](Value value, std::optional<int64_t>, ValueBoundsConstraintSet &) {
          return isArgument(value) || findCarried(value);
        });
    none |= succeeded(isBound) && dependsOnTwo(map, operands);
    return succeeded(isBound) && operands.size() == 1 &&
           operands.front().second &&
           isa<AffineDimExpr, AffineSymbolExpr>(map.getResult(0)) &&
           isOne(operands.front().first, *operands.front().second);
  }

  /// Returns true if `map` has a term of each of two symbols without a range. A
  /// size of this value is equal to none: it changes with both.
  bool dependsOnTwo(AffineMap map, const ValueDimList &operands) {
    SmallVector<int64_t> factors;
    if (operands.size() < 2 ||
        failed(getFlattenedAffineExpr(map.getResult(0), map.getNumDims(),
                                      map.getNumSymbols(), &factors)) ||
        factors.size() != operands.size() + 1)
      return false;
    llvm::SmallMapVector<unsigned, int64_t, 4> factorOf;
    for (auto [operand, factor] : llvm::zip(operands, factors))
      if (auto [value, dim] = operand; dim && isArgument(value))
        factorOf[symbols.find(cast<BlockArgument>(value).getArgNumber(),
                              *dim)] += factor;
    return llvm::count_if(factorOf, [&](auto &entry) {
             auto [number, factor] = entry;
             StringRef name = symbols.begin()[number].name;
             return factor != 0 && !getDimRange(function, name);
           }) > 1;
  }

  bool isArgument(Value value) {
    return value.getParentBlock() == &function.getFunctionBody().front() &&
           isa<BlockArgument>(value);
  }

  bool isDynamicArgument(Value value, int64_t dim) {
    auto type = dyn_cast<ShapedType>(value.getType());
    return type && isArgument(value) && type.isDynamicDim(dim);
  }

  static std::optional<CarriedValue> findCarried(Value value) {
    std::optional<CarriedValue> carried = getCarried(value);
    return carried && carried->yielded && carried->result ? carried
                                                          : std::nullopt;
  }

  FunctionOpInterface function;
  const DimSymbols &symbols;
  std::optional<unsigned> found;
  bool none = false;
  llvm::DenseSet<std::pair<Value, int64_t>> visited;
};
} // namespace

std::optional<unsigned> findSymbolOf(FunctionOpInterface function,
                                     const DimSymbols &symbols, Value tensor,
                                     int64_t dim,
                                     std::optional<StringRef> name) {
  SymbolSearch search(function, symbols);
  std::optional<unsigned> one = search.find(tensor, dim);
  if (search.isNone())
    return std::nullopt;
  SizeComparison size(tensor, dim);
  for (auto [number, symbol] : llvm::enumerate(symbols)) {
    if (name && symbol.name != *name)
      continue;
    Value argument = function.getFunctionBody().getArgument(symbol.argument);
    if (one == number || size.isEqual(argument, symbol.dim))
      return number;
  }
  return std::nullopt;
}

namespace {
/// Describes one function.
class Describer {
public:
  explicit Describer(FunctionOpInterface function)
      : function(function), symbols(function) {}

  FailureOr<EntrySignature> run() {
    entry.name = function.getName().str();
    for (const DimSymbol &symbol : symbols)
      entry.symbols.push_back(describeSymbol(function, symbol));
    if (failed(addArguments()) || failed(addResults()))
      return failure();
    addParameters();
    return std::move(entry);
  }

private:
  /// Returns the signature of a type, with its static sizes only. `what` names
  /// the tensor in errors.
  FailureOr<TensorSignature> describe(Type type, StringRef name,
                                      const Twine &what) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    auto scalar = tensor ? getScalarType(tensor.getElementType())
                         : std::optional<ScalarType>();
    if (!scalar || tensor.getElementType().isIndex())
      return function.emitError()
             << what << " of entry @" << function.getName() << " is a " << type
             << ", expected a ranked tensor of an element type of ag";
    TensorSignature result{name.str(), *scalar, {}};
    for (int64_t size : tensor.getShape())
      result.dims.push_back(ShapedType::isDynamic(size)
                                ? SizeSignature{SizeSignature::Computed, 0}
                                : SizeSignature{SizeSignature::Number, size});
    return result;
  }

  LogicalResult addArguments() {
    for (auto [number, type] : llvm::enumerate(function.getArgumentTypes())) {
      auto tensor = describe(type, getArgumentName(function, number),
                             "argument " + Twine(number));
      if (failed(tensor))
        return failure();
      for (auto [dim, size] : llvm::enumerate(tensor->dims))
        if (size.kind == SizeSignature::Computed)
          size = {SizeSignature::Symbol, symbols.find(number, dim)};
      tensor->originalName = getOriginalArgumentName(function, number);
      entry.arguments.push_back(std::move(*tensor));
    }
    return success();
  }

  LogicalResult addResults() {
    Operation *terminator = function.getFunctionBody().front().getTerminator();
    for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
      auto tensor = describe(type, getResultName(function, number),
                             "result " + Twine(number));
      if (failed(tensor))
        return failure();
      for (auto [dim, size] : llvm::enumerate(tensor->dims))
        if (size.kind == SizeSignature::Computed)
          if (auto symbol = findSymbolOf(function, symbols,
                                         terminator->getOperand(number), dim))
            size = {SizeSignature::Symbol, *symbol};
      if (failed(addAlias(*tensor, number)))
        return failure();
      addGradientOf(*tensor,
                    function.getResultAttr(number, gradientOfAttrName));
      tensor->originalName = getOriginalResultName(function, number);
      entry.results.push_back(std::move(*tensor));
    }
    return success();
  }

  /// Reads ag.alias. A result that takes over a buffer must have its type, and
  /// sizes that are provably equal.
  LogicalResult addAlias(TensorSignature &result, unsigned number) {
    Attribute attr = function.getResultAttr(number, aliasAttrName);
    if (!attr)
      return success();
    auto emitError = [&] {
      return function.emitError()
             << "ag.alias of result " << number << " of entry @"
             << function.getName() << " is " << attr << ", ";
    };
    auto alias = dyn_cast<IntegerAttr>(attr);
    if (!alias || alias.getValue().isNegative() ||
        alias.getValue().uge(entry.arguments.size()))
      return emitError() << "expected the number of one of its "
                         << entry.arguments.size() << " arguments";
    result.alias = alias.getValue().getZExtValue();
    for (auto [other, earlier] : llvm::enumerate(entry.results))
      if (earlier.alias == result.alias)
        return emitError() << "but result " << other
                           << " takes over that argument's buffer already";
    const TensorSignature &argument = entry.arguments[result.alias];
    bool fits = argument.type == result.type &&
                argument.dims.size() == result.dims.size();
    for (auto [ours, theirs] : llvm::zip(result.dims, argument.dims))
      fits &= ours.kind == theirs.kind && ours.value == theirs.value &&
              ours.kind != SizeSignature::Computed;
    if (fits)
      return success();
    return emitError() << "but that argument is a "
                       << function.getArgumentTypes()[result.alias]
                       << " and the result a "
                       << function.getResultTypes()[number]
                       << ": expected the same type, and sizes that are "
                          "provably equal";
  }

  /// Copies `attr`, which the dialect has verified.
  static void addGradientOf(TensorSignature &result, Attribute attr) {
    if (auto name = dyn_cast_or_null<StringAttr>(attr))
      result.gradientOf = name.str();
    else if (auto number = dyn_cast_or_null<IntegerAttr>(attr))
      result.gradientOf = number.getValue().getSExtValue();
  }

  /// Adds the parameters in the order of their names. They are static, as their
  /// verifier requires, so that describe succeeds.
  void addParameters() {
    std::map<std::string, TensorSignature> byName;
    function.walk([&](ParameterOp op) {
      byName.try_emplace(op.getName().str(),
                         *describe(op.getType(), op.getName(), ""));
    });
    for (auto &[name, parameter] : byName)
      entry.parameters.push_back(parameter);
  }

  FunctionOpInterface function;
  DimSymbols symbols;
  EntrySignature entry;
};
} // namespace

FailureOr<EntrySignature> describeEntry(FunctionOpInterface function) {
  return Describer(function).run();
}

} // namespace ag
