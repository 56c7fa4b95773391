//===- WritePastCaches.cpp - results that no cache keeps ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A store first reads its line of 64 bytes into the cache. A result may be too
// large to stay there until it is read. This is then a third of the traffic of
// a nest that reads as much as it writes:
//
//   scf.for %j = %c0 to %n step %c16 {
//     vector.transfer_write %v, %r[%i, %j] : vector<16xf32>, memref<?x?xf32>
//   }
//
// becomes
//
//   %first = <address of %r[%i, %c0]>
//   %past = arith.andi %large, <%first is a multiple of 64>
//   scf.for %j = %c0 to %n step %c16 {
//     scf.if %past {
//       vector.store %v, %r[%i, %j] {nontemporal, alignment = 64}
//     } else {
//       vector.transfer_write %v, %r[%i, %j]
//     }
//   }
//
// which LLVM turns into two loops. Two conditions are tested at run time.
// Before the nest: whether a result of dynamic size is large and has rows of
// complete lines. Before each row: whether it begins at a line, as callers'
// memory need not. If only some rows bypassed the caches, all would be slower.
//
// Memory that is read again, in the same nest or after it, stays in the caches.
// Buffers between nests were slower past the caches, even at twice the size of
// a cache.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/IndexMath.h"
#include "ag/Phases/Common/LinearOffset.h"
#include "ag/Support/Report/Quantities.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_WRITEPASTCACHESPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks writePastCachesRemarks("ag-write-past-caches");

namespace {
//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

int64_t countBytes(Type element) {
  return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

/// Returns the bytes of a buffer, or -1 if its shape is dynamic.
int64_t countBytes(MemRefType type) {
  return type.hasStaticShape()
             ? type.getNumElements() * countBytes(type.getElementType())
             : -1;
}

bool isFixed(Value value, scf::ForOp loop) {
  return loop.isDefinedOutsideOfLoop(value);
}

/// Returns true if the iterations of `loop`, around `write`, write consecutive
/// vectors: the last index is that of the loop, whose step is the size of a
/// vector.
bool isConsecutive(vector::TransferWriteOp write, scf::ForOp loop) {
  OperandRange indices = write.getIndices();
  return loop && indices.back() == loop.getInductionVar() &&
         llvm::all_of(indices.drop_back(),
                      [&](Value index) { return isFixed(index, loop); }) &&
         isFixed(write.getBase(), loop) &&
         getConstantIntValue(loop.getStep()) ==
             write.getVectorType().getNumElements();
}

/// Returns whether rows of `view` begin at lines of `line` bytes if the first
/// row does. Returns std::nullopt if that depends on dynamic sizes.
std::optional<bool> hasWholeRows(Value view, int64_t line) {
  bool isKnown = true;
  while (view) {
    auto type = cast<MemRefType>(view.getType());
    auto [strides, offset] = type.getStridesAndOffset();
    for (int64_t stride : ArrayRef(strides).drop_back()) {
      isKnown &= !ShapedType::isDynamic(stride);
      if (!ShapedType::isDynamic(stride) &&
          stride * countBytes(type.getElementType()) % line != 0)
        return false;
    }
    // The view may have dropped a dimension.
    auto part = view.getDefiningOp<memref::SubViewOp>();
    view = part ? part.getSource() : Value();
  }
  return isKnown ? std::optional(true) : std::nullopt;
}

/// Returns why `write` stays as it is; empty if it may bypass the machine's
/// caches.
StringRef findObstacle(vector::TransferWriteOp write, const Machine &machine) {
  auto memory = cast<MemRefType>(write.getShapedType());
  VectorType vector = write.getVectorType();
  SmallVector<int64_t> strides;
  int64_t offset;
  if (vector.getRank() != 1 || !write.getPermutationMap().isMinorIdentity() ||
      memory.getElementType() != vector.getElementType() ||
      failed(memory.getStridesAndOffset(strides, offset)) ||
      strides.back() != 1)
    return "its elements are not contiguous";
  if (write.getMask() || write.hasOutOfBoundsDim())
    return "only some elements of a vector are written";
  int64_t bytes = vector.getNumElements() * countBytes(vector.getElementType());
  if (vector.isScalable() || bytes > machine.vectorBits / 8 ||
      machine.lineBytes % bytes != 0)
    return "its vectors do not fit in registers or lines";
  if (!isConsecutive(write, dyn_cast<scf::ForOp>(write->getParentOp())))
    return "no loop writes one vector after the other";
  if (hasWholeRows(write.getBase(), machine.lineBytes) == false)
    return "its rows begin in the middle of lines";
  return "";
}

//===----------------------------------------------------------------------===//
// Stores
//===----------------------------------------------------------------------===//

/// Emits the address to which `write` writes in the first iteration of `loop`.
Value findStart(vector::TransferWriteOp write, scf::ForOp loop,
                OpBuilder &builder) {
  Location loc = write.getLoc();
  IndexMath math(builder, loc);
  Value base = write.getBase();
  auto memory = memref::ExtractStridedMetadataOp::create(builder, loc, base);
  SmallVector<OpFoldResult> indices = getAsOpFoldResult(write.getIndices());
  indices.back() = getAsOpFoldResult(loop.getLowerBound());
  Value elements = findElement(builder, memory, indices);
  Value address =
      memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, base);
  Type element = write.getVectorType().getElementType();
  return math.add(address,
                  math.multiply(elements, math.number(countBytes(element))));
}

/// Emits whether a number of bytes, or an address, is a multiple of a line.
Value isWhole(Value bytes, int64_t line, Location loc, OpBuilder &builder) {
  IndexMath math(builder, loc);
  return math.compare(
      arith::CmpIPredicate::eq,
      builder.createOrFold<arith::AndIOp>(loc, bytes, math.number(line - 1)),
      math.number(0));
}

/// Emits whether the iterations of `loop` write complete lines.
Value isWholeLines(vector::TransferWriteOp write, scf::ForOp loop,
                   int64_t vectorBytes, int64_t line, OpBuilder &builder) {
  Location loc = loop.getLoc();
  IndexMath math(builder, loc);
  Value begins = isWhole(findStart(write, loop, builder), line, loc, builder);
  if (vectorBytes == line)
    return begins;
  Type element = write.getVectorType().getElementType();
  Value bytes =
      math.multiply(math.subtract(loop.getUpperBound(), loop.getLowerBound()),
                    math.number(countBytes(element)));
  return builder.createOrFold<arith::AndIOp>(
      loc, begins, isWhole(bytes, line, loc, builder));
}

/// Makes `write` bypass the caches if it writes complete lines of `line` bytes
/// and `fits` holds. A null `fits` is ignored.
void writePast(vector::TransferWriteOp write, Value fits, int64_t line) {
  auto loop = cast<scf::ForOp>(write->getParentOp());
  Location loc = write.getLoc();
  VectorType vector = write.getVectorType();
  int64_t bytes = vector.getNumElements() * countBytes(vector.getElementType());
  OpBuilder builder(loop);
  Value past = isWholeLines(write, loop, bytes, line, builder);
  if (fits)
    past = builder.createOrFold<arith::AndIOp>(loc, fits, past);
  builder.setInsertionPoint(write);
  auto choice = scf::IfOp::create(builder, loc, past, /*withElse=*/true);
  OpBuilder then = choice.getThenBodyBuilder();
  vector::StoreOp::create(then, loc, write.getVector(), write.getBase(),
                          write.getIndices(), /*nontemporal=*/true,
                          llvm::MaybeAlign(bytes));
  write->moveBefore(choice.elseBlock()->getTerminator());
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// The nests in one entry's block, and their writes to results.
class EntryWrites {
public:
  EntryWrites(func::FuncOp entry, const Machine &machine)
      : entry(entry), views(entry), machine(machine),
        // Operands of the same size take the other half.
        leastBytes(getSpeed(machine).lastCacheBytes / 2) {}

  void writePast(BlockArgument result);

private:
  using Writes = SmallVector<vector::TransferWriteOp, 1>;

  llvm::MapVector<Operation *, Writes> collectWrites(BlockArgument result);
  bool isReadFrom(Operation *nest, BlockArgument result);
  Value makeFits(BlockArgument result, Operation *nest) const;
  void rewrite(BlockArgument result, Operation *nest, const Writes &writes);
  void stay(Operation *nest, StringRef reason) const {
    writePastCachesRemarks.missed(nest, "past-caches")
        << remark::add("writes a large result into the caches")
        << remark::reason("{0}", reason);
  }

  func::FuncOp entry;
  BufferViewFlowAnalysis views;
  const Machine &machine;
  int64_t leastBytes;
};

llvm::MapVector<Operation *, EntryWrites::Writes>
EntryWrites::collectWrites(BlockArgument result) {
  llvm::MapVector<Operation *, Writes> nests;
  entry.walk([&](vector::TransferWriteOp write) {
    if (views.resolveReverse(write.getBase()).contains(result))
      nests[entry.getBody().front().findAncestorOpInBlock(*write)].push_back(
          write);
  });
  return nests;
}

/// Returns true if `nest`, or an op after it, reads `result`.
bool EntryWrites::isReadFrom(Operation *nest, BlockArgument result) {
  auto reads = [&](OpOperand &use) {
    Operation *op = use.getOwner();
    Operation *step = nest->getBlock()->findAncestorOpInBlock(*op);
    if (step->isBeforeInBlock(nest) || isMemoryEffectFree(op) ||
        // Values that these ops forward are among the views.
        isa<RegionBranchOpInterface, RegionBranchTerminatorOpInterface>(op))
      return false;
    return !isa<MemoryEffectOpInterface>(op) ||
           hasEffect<MemoryEffects::Read>(op, use.get());
  };
  return llvm::any_of(views.resolve(result), [&](Value view) {
    return llvm::any_of(view.getUses(), reads);
  });
}

/// Emits, before `nest`, whether `result` is large and its rows are complete
/// lines.
Value EntryWrites::makeFits(BlockArgument result, Operation *nest) const {
  auto type = cast<MemRefType>(result.getType());
  Location loc = nest->getLoc();
  OpBuilder builder(nest);
  IndexMath math(builder, loc);
  Value bytes = math.number(countBytes(type.getElementType())), row;
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    bytes = math.multiply(
        bytes, builder.createOrFold<memref::DimOp>(loc, result, dim));
    if (!row)
      row = bytes;
  }
  Value isLarge =
      math.compare(arith::CmpIPredicate::sge, bytes, math.number(leastBytes));
  if (type.getRank() < 2)
    return isLarge;
  return builder.createOrFold<arith::AndIOp>(
      loc, isLarge, isWhole(row, machine.lineBytes, loc, builder));
}

void EntryWrites::rewrite(BlockArgument result, Operation *nest,
                          const Writes &writes) {
  if (isReadFrom(nest, result))
    return stay(nest, "it is read again");
  for (vector::TransferWriteOp write : writes)
    if (auto loop = dyn_cast<LoopLikeOpInterface>(write->getParentOp()))
      moveLoopInvariantCode(loop);
  Writes fit = llvm::to_vector_of<vector::TransferWriteOp, 1>(
      llvm::make_filter_range(writes, [&](vector::TransferWriteOp write) {
        return findObstacle(write, machine).empty();
      }));
  if (fit.empty())
    return stay(nest, findObstacle(writes.front(), machine));
  int64_t bytes = countBytes(cast<MemRefType>(result.getType()));
  bool isKnown =
      bytes >= 0 && llvm::all_of(fit, [&](auto write) {
        return hasWholeRows(write.getBase(), machine.lineBytes).has_value();
      });
  Value fits = isKnown ? Value() : makeFits(result, nest);
  for (vector::TransferWriteOp write : fit)
    ag::writePast(write, fits, machine.lineBytes);
  std::string least = spellBytes(double(leastBytes));
  writePastCachesRemarks.passed(nest, "past-caches")
      << remark::add("writes past the caches {0}",
                     bytes < 0 ? "a result that has " + least + " or more"
                               : spellBytes(double(bytes)))
      << remark::reason("no cache keeps {0} and as many bytes of operands",
                        least)
      << remark::metric("stores", fit.size()) << remark::metric("bytes", bytes)
      << remark::metric("least", leastBytes);
}

void EntryWrites::writePast(BlockArgument result) {
  int64_t bytes = countBytes(cast<MemRefType>(result.getType()));
  if (bytes >= 0 && bytes < leastBytes)
    return;
  for (auto &[nest, writes] : collectWrites(result))
    rewrite(result, nest, writes);
}

struct WritePastCachesPass
    : WithModels<impl::WritePastCachesPassBase<WritePastCachesPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    for (auto entry : getOperation().getOps<func::FuncOp>()) {
      if (!isEntry(entry))
        continue;
      EntryWrites writes(entry, *machine);
      for (BlockArgument result : getResultMemory(entry))
        writes.writePast(result);
      // Erase the ops that are left of addresses that were folded.
      IRRewriter rewriter(&getContext());
      (void)runRegionDCE(rewriter, entry->getRegions());
    }
  }
};
} // namespace
} // namespace ag
