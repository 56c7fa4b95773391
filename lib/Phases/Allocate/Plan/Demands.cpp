//===- Demands.cpp - what an entry demands of sizes -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Demands.h"
#include "EntrySizes.h"
#include "Temporaries.h"
#include "ag/Analysis/Buffers/BufferAccesses.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Functions of symbols
//===----------------------------------------------------------------------===//

static func::CallOp callShapes(func::FuncOp entry, const EntryABI &abi,
                               func::FuncOp function, OpBuilder &builder) {
  SmallVector<Type> extentTypes(abi.countResults(EntryHelper::Shapes),
                                builder.getIndexType());
  return func::CallOp::create(builder, entry.getLoc(),
                              getHelper(entry, EntryHelper::Shapes),
                              extentTypes, function.getArguments());
}

/// Maps the dimensions of arguments to their symbols or numbers, and those of
/// results' memory to extents. Calls the shape function if an extent is used.
static void mapDimensions(func::FuncOp entry, const EntrySignature &signature,
                          func::FuncOp function, OpBuilder &builder,
                          IRMapping &mapping) {
  EntryABI abi(signature);
  func::CallOp extents;
  entry.walk([&](memref::DimOp op) {
    std::optional<EntrySize> size = getArgumentSize(op, entry, abi);
    if (!size)
      return;
    if (size->kind == EntrySize::Extent && !extents)
      extents = callShapes(entry, abi, function, builder);
    if (size->kind == EntrySize::Extent)
      mapping.map(op.getResult(), extents.getResult(size->value));
    else if (size->kind == EntrySize::Symbol)
      mapping.map(op.getResult(), function.getArgument(size->value));
    else
      mapping.map(op.getResult(), arith::ConstantIndexOp::create(
                                      builder, op.getLoc(), size->value));
  });
}

func::FuncOp makeSymbolFunction(func::FuncOp entry,
                                const EntrySignature &signature,
                                EntryHelper helper, OpBuilder &builder,
                                IRMapping &mapping) {
  builder.setInsertionPoint(entry);
  func::FuncOp function = makeHelper(builder, entry, signature, helper);
  mapDimensions(entry, signature, function, builder, mapping);
  return function;
}

//===----------------------------------------------------------------------===//
// Demands
//===----------------------------------------------------------------------===//

/// Returns the demands that every run makes and that follow from the sizes of
/// arguments.
static SmallVector<RequireOp> findDemands(func::FuncOp entry) {
  EntrySizes sizes(entry);
  SmallVector<RequireOp> demands;
  for (auto op : entry.getBody().front().getOps<RequireOp>())
    if (llvm::all_of(op->getOperands(),
                     [&](Value operand) { return sizes.isKnown(operand); }))
      demands.push_back(op);
  return demands;
}

SmallVector<RequireOp> listDemands(func::FuncOp entry,
                                   const EntrySignature &signature) {
  SmallVector<RequireOp> demands = findDemands(entry);
  if (func::FuncOp moved = findHelper(entry, signature, EntryHelper::Demands))
    llvm::append_range(demands, moved.getBody().front().getOps<RequireOp>());
  return demands;
}

void moveDemands(func::FuncOp entry, const EntrySignature &signature) {
  SmallVector<RequireOp> demands = findDemands(entry);
  if (demands.empty() || signature.symbols.empty())
    return;
  OpBuilder builder(entry.getContext());
  IRMapping mapping;
  makeSymbolFunction(entry, signature, EntryHelper::Demands, builder, mapping);
  llvm::SmallPtrSet<Value, 16> demanded;
  for (RequireOp op : demands) {
    for (Value operand : op->getOperands())
      cloneSize(operand, builder, mapping);
    if (demanded.insert(op.getCondition()).second)
      builder.clone(*op, mapping);
    op.erase();
  }
  func::ReturnOp::create(builder, entry.getLoc());
}

//===----------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------===//

/// Narrows the range of `symbol` to values for which factor * symbol + constant
/// is at least 0. The computation overflows for none of the small values that a
/// lower limit excludes. It may overflow for large values, so an upper limit is
/// derived only from a difference, which cannot.
static void narrowRange(SymbolSignature &symbol, int64_t factor,
                        int64_t constant) {
  SymbolSignature narrow = symbol;
  if (factor > 0 && constant < 0 && constant != INT64_MIN)
    narrow.least =
        std::max(symbol.least, llvm::divideCeilSigned(-constant, factor));
  if (factor == -1 && constant >= 0)
    narrow.greatest = std::min(symbol.greatest, constant);
  // Otherwise, every run fails, and any plan will do.
  if (narrow.least <= narrow.greatest)
    symbol = narrow;
}

namespace {
/// Narrows the ranges of an entry's symbols.
class RangeNarrowing {
public:
  RangeNarrowing(func::FuncOp entry, EntrySignature &signature)
      : entry(entry), signature(signature), abi(signature) {}

  void narrowBy(Value condition);

private:
  SymbolSignature *findSymbol(Value value);
  void narrowBy(const LinearIndex &greater, const LinearIndex &less);
  bool isNeverNegative(const LinearIndex &index);

  func::FuncOp entry;
  EntrySignature &signature;
  EntryABI abi;
};
} // namespace

/// Returns the symbol that `value` is, in the entry or in a function of the
/// symbols; null if it is none.
SymbolSignature *RangeNarrowing::findSymbol(Value value) {
  if (auto symbol = dyn_cast<BlockArgument>(value))
    return &signature.symbols[symbol.getArgNumber()];
  auto dim = value.getDefiningOp<memref::DimOp>();
  std::optional<EntrySize> size =
      dim ? getArgumentSize(dim, entry, abi) : std::nullopt;
  return size && size->kind == EntrySize::Symbol
             ? &signature.symbols[size->value]
             : nullptr;
}

/// Narrows by the condition that `greater` is at least `less`.
void RangeNarrowing::narrowBy(const LinearIndex &greater,
                              const LinearIndex &less) {
  LinearIndex difference = greater;
  difference.add(less, -1);
  if (!difference.isKnown || difference.terms.size() != 1)
    return;
  auto [value, factor] = *difference.terms.begin();
  if (SymbolSignature *symbol = findSymbol(value))
    narrowRange(*symbol, factor, difference.constant);
}

/// Returns true if the ranges of the symbols show that `index` is not negative.
bool RangeNarrowing::isNeverNegative(const LinearIndex &index) {
  LinearIndex least = LinearIndex::number(index.constant);
  for (auto [value, factor] : index.terms) {
    SymbolSignature *symbol = findSymbol(value);
    if (!symbol)
      return false;
    least.add(
        LinearIndex::number(factor > 0 ? symbol->least : symbol->greatest),
        factor);
  }
  return index.isKnown && least.isKnown && least.constant >= 0;
}

/// Narrows by all operands of a conjunction, the first ones first: they may
/// show that indices in later ones are not negative.
void RangeNarrowing::narrowBy(Value condition) {
  if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
    narrowBy(both.getLhs());
    narrowBy(both.getRhs());
  }
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || !compare.getLhs().getType().isIndex())
    return;
  using Predicate = arith::CmpIPredicate;
  auto is = [&](std::initializer_list<Predicate> predicates) {
    return llvm::is_contained(predicates, compare.getPredicate());
  };
  LinearIndex greater = LinearIndex::of(compare.getLhs());
  LinearIndex less = LinearIndex::of(compare.getRhs());
  if (is({Predicate::sle, Predicate::slt, Predicate::ule, Predicate::ult}))
    std::swap(greater, less);
  if (is({Predicate::ugt, Predicate::uge, Predicate::ult, Predicate::ule})) {
    // A negative index is a large unsigned number.
    if (!isNeverNegative(greater))
      return;
    narrowBy(less, LinearIndex::number(0));
  }
  if (is({Predicate::ne}))
    return;
  if (is({Predicate::eq}))
    narrowBy(less, greater);
  if (is({Predicate::sgt, Predicate::slt, Predicate::ugt, Predicate::ult}))
    less.add(LinearIndex::number(1));
  narrowBy(greater, less);
}

void narrowRanges(func::FuncOp entry, EntrySignature &signature) {
  RangeNarrowing narrowing(entry, signature);
  for (RequireOp op : listDemands(entry, signature))
    narrowing.narrowBy(op.getCondition());
}

} // namespace ag
