//===- ParallelToOpenMP.cpp - chunks that threads run ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
//     ...
//   } {ag.on_threads}
//
// becomes
//
//   %wanted = call @ag_rt_wants_threads()
//   %several = arith.andi (%chunks > 1), %wanted
//   scf.if %several {
//     omp.parallel {
//       %thread = call @ag_rt_thread_number();  %team = call @ag_rt_team_size()
//       scf.for %chunk = %thread to %chunks step %team {
//         call @f.chunk(%chunk, ...)
//       }
//       omp.terminator
//     }
//   } else {
//     scf.for %chunk = %c0 to %chunks step %c1 { call @f.chunk(%chunk, ...) }
//   }
//
// so that all chunks run whatever the size of the team that OpenMP provides.
// OpenMP is not called if there is nothing to share, because even a team of one
// thread would allocate memory.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/Captures.h"
#include "ag/Phases/Common/IndexMath.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PARALLELTOOPENMPPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Returns the body of a loop as a function of its index and of captured
/// values.
func::FuncOp outlineBody(scf::ParallelOp op, const Captures &captured) {
  auto parent = op->getParentOfType<func::FuncOp>();
  Value place = op.getInductionVars().front();
  SmallVector<Type> types{place.getType()};
  llvm::append_range(types, ValueRange(captured.arguments).getTypes());
  OpBuilder builder(parent);
  auto function = func::FuncOp::create(builder, op.getLoc(),
                                       (parent.getName() + ".chunk").str(),
                                       builder.getFunctionType(types, {}));
  function.setPrivate();
  // The function is long and has two callers, so it is not inlined.
  function->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  Block *body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  IRMapping mapping;
  mapping.map(place, body->getArgument(0));
  captured.mapInto(builder, body->getArguments().drop_front(), mapping);
  for (Operation &nested : op.getBody()->without_terminator())
    builder.clone(nested, mapping);
  func::ReturnOp::create(builder, op.getLoc());
  return function;
}

class LoopLowering {
public:
  explicit LoopLowering(ModuleOp module) : module(module), symbols(module) {}
  void lower(scf::ParallelOp op);

private:
  Value ask(OpBuilder &builder, Location loc, StringRef name);

  ModuleOp module;
  SymbolTable symbols;
};

/// Calls a function of the runtime without arguments. Returns its result as an
/// index.
Value LoopLowering::ask(OpBuilder &builder, Location loc, StringRef name) {
  auto function = symbols.lookup<func::FuncOp>(name);
  if (!function) {
    auto atStart = OpBuilder::atBlockBegin(module.getBody());
    function =
        func::FuncOp::create(atStart, module.getLoc(), name,
                             builder.getFunctionType({}, builder.getI64Type()));
    function.setPrivate();
    symbols.insert(function);
  }
  auto call = func::CallOp::create(builder, loc, function);
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                    call.getResult(0));
}

void LoopLowering::lower(scf::ParallelOp op) {
  Location loc = op.getLoc();
  Captures captured(op);
  func::FuncOp chunk = outlineBody(op, captured);
  symbols.insert(chunk);
  OpBuilder builder(op);
  Value chunks = op.getUpperBound().front();
  auto runChunks = [&](OpBuilder &nested, Value first, Value step) {
    scf::ForOp::create(
        nested, loc, first, chunks, step, ValueRange(),
        [&](OpBuilder &inner, Location, Value place, ValueRange) {
          SmallVector<Value> arguments{place};
          llvm::append_range(arguments, captured.arguments);
          func::CallOp::create(inner, loc, chunk, arguments);
          scf::YieldOp::create(inner, loc);
        });
  };
  IndexMath math(builder, loc);
  Value zero = math.number(0), one = math.number(1);
  Value wanted = math.compare(arith::CmpIPredicate::ne,
                              ask(builder, loc, "ag_rt_wants_threads"), zero);
  Value several = arith::AndIOp::create(
      builder, loc, wanted,
      math.compare(arith::CmpIPredicate::sgt, chunks, one));
  auto choice = scf::IfOp::create(builder, loc, several, /*withElse=*/true);
  OpBuilder onOne = choice.getElseBodyBuilder();
  runChunks(onOne, zero, one);
  OpBuilder onTeam = choice.getThenBodyBuilder();
  auto region = omp::ParallelOp::create(onTeam, loc, omp::ParallelOperands());
  onTeam.createBlock(&region.getRegion());
  Value thread = ask(onTeam, loc, "ag_rt_thread_number");
  runChunks(onTeam, thread, ask(onTeam, loc, "ag_rt_team_size"));
  omp::TerminatorOp::create(onTeam, loc);
  op.erase();
}

/// Returns true if `op` has the form that ag-split-loops creates.
bool isOverChunks(scf::ParallelOp op) {
  return op->hasAttr(onThreadsAttrName) && op.getNumLoops() == 1 &&
         op.getNumResults() == 0 &&
         isConstantIntValue(op.getLowerBound().front(), 0) &&
         isConstantIntValue(op.getStep().front(), 1);
}

struct ParallelToOpenMPPass
    : WithModels<impl::ParallelToOpenMPPassBase<ParallelToOpenMPPass>> {
  void runOnOperation() override {
    SmallVector<scf::ParallelOp> ops;
    getOperation().walk([&](scf::ParallelOp op) {
      if (isOverChunks(op))
        ops.push_back(op);
    });
    LoopLowering lowering(getOperation());
    for (scf::ParallelOp op : ops)
      lowering.lower(op);
  }
};
} // namespace
} // namespace ag
