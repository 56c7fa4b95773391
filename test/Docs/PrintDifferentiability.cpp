//===- PrintDifferentiability.cpp - docs/Differentiability.md -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is each op differentiated and batched? Its registered interfaces and
// traits determine that. The program returns 1 if an op of the ag dialect has
// none of them. Upstream ops without them are left out.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Driver/Program.h"
#include "ag/Interfaces/BatchableOp.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace ag {
namespace {
struct How {
  StringLiteral text;
  bool (*is)(RegisteredOperationName);
};

template <typename Interface> bool implements(RegisteredOperationName op) {
  return op.hasInterface<Interface>();
}

template <template <typename> class Trait>
bool has(RegisteredOperationName op) {
  return op.hasTrait<Trait>();
}

/// Returns true for ops that call another function by name.
bool isCall(RegisteredOperationName op) {
  return op.hasInterface<SymbolUserOpInterface>();
}

/// Returns true for control flow and isolated regions. Parallel loops are
/// excluded.
bool isRegion(RegisteredOperationName op) {
  return !op.hasTrait<OpTrait::HasParallelRegion>() &&
         !op.hasInterface<SymbolOpInterface>() &&
         (op.hasInterface<RegionBranchOpInterface>() ||
          (op.hasTrait<OpTrait::OneRegion>() &&
           op.hasTrait<OpTrait::IsIsolatedFromAbove>()));
}

/// Returns true for ops that are inlined before they are differentiated.
bool isOpened(RegisteredOperationName op) {
  return op.hasInterface<BodyOpInterface>() &&
         !op.hasInterface<DifferentiableOpInterface>();
}

bool isPrimitive(RegisteredOperationName op) {
  return op.hasTrait<OpTrait::Elementwise>() &&
         op.hasInterface<DifferentiableOpInterface>();
}

/// The first way that applies is taken.
constexpr How ways[] = {
    {"inactive: its results are constants in both modes", has<InactiveTrait>},
    {"linear: its tangent is the op itself, its pullback a rule",
     has<LinearTrait>},
    {"the partials of what it computes of scalars", isPrimitive},
    {"a rule for each mode", implements<DifferentiableOpInterface>},
    {"its Spec", implements<StructuredOpInterface>},
    {"as what it is decomposed into",
     implements<linalg::AggregatedOpInterface>},
    {"as the function that it names", isCall},
    {"as its body, which stands in its place", isOpened},
    {"its regions, run backward, or with tangents beside values", isRegion},
    {"has no operands: a constant, or what is differentiated by",
     has<OpTrait::ZeroOperands>},
    {"has no results", has<OpTrait::ZeroResults>},
    {"refused: programs are sharded after that",
     implements<CollectiveOpInterface>},
};

/// The ways to batch an op
constexpr How batchWays[] = {
    {"as what it ends", has<OpTrait::IsTerminator>},
    {"its Spec", implements<StructuredOpInterface>},
    {"a rule", implements<BatchableOpInterface>},
    {"as what it computes of scalars", has<OpTrait::Elementwise>},
    {"as its body, which stands in its place", isOpened},
    {"its regions, masked where they differ", isRegion},
    {"as the function that it names", isCall},
    {"the same for all elements", has<OpTrait::ZeroOperands>},
    {"required of all elements", has<OpTrait::ZeroResults>},
    {"refused: programs are sharded after that",
     implements<CollectiveOpInterface>},
    {"element after element", [](RegisteredOperationName) { return true; }},
};

template <size_t N>
const How *findWay(RegisteredOperationName op, const How (&ways)[N]) {
  const How *way =
      llvm::find_if(ways, [&](const How &each) { return each.is(op); });
  return way == std::end(ways) ? nullptr : way;
}

/// Prints the ops of a dialect; for upstream dialects, those with results.
/// Returns false if an op of ag has no way.
bool printDialect(MLIRContext &context, StringRef dialect) {
  llvm::outs() << "\n## " << dialect << ""
               << "\n\n| op | derivatives | batches |\n| --- | --- | --- |\n";
  bool isOurs = dialect == AGDialect::getDialectNamespace(), areKnown = true;
  auto ops = llvm::to_vector(context.getRegisteredOperations());
  llvm::sort(
      ops, [](auto a, auto b) { return a.getStringRef() < b.getStringRef(); });
  for (RegisteredOperationName op : ops) {
    bool isListed = isOurs || (!op.hasTrait<OpTrait::ZeroResults>() &&
                               !op.hasInterface<SymbolOpInterface>());
    if (op.getDialectNamespace() != dialect || !isListed)
      continue;
    const How *way = findWay(op, ways);
    if (way)
      llvm::outs() << "| `" << op.getStringRef() << "` | " << way->text << " | "
                   << findWay(op, batchWays)->text << " |\n";
    else if (isOurs)
      llvm::errs() << "error: nothing says how '" << op.getStringRef()
                   << "' is differentiated\n";
    areKnown &= way || !isOurs;
  }
  return areKnown;
}
} // namespace
} // namespace ag

int main() {
  auto context = ag::makeContext();
  context->loadAllAvailableDialects();
  bool areKnown = true;
  for (StringRef dialect :
       {"ag", "affine", "arith", "func", "linalg", "math", "scf", "tensor"})
    areKnown &= ag::printDialect(*context, dialect);
  return areKnown ? 0 : 1;
}
