//===- VerifyBlocks.cpp - the proof of blocks' own memory -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "VerifyBlocks.h"
#include "Common/BlockMemory.h"
#include "ViewLives.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
/// The bytes that a view occupies at its largest.
struct LargestBytes {
  ViewLife *life;
  int64_t start, end;

  std::string spell() const {
    return llvm::formatv("bytes {0} to {1}", start, end);
  }
};

/// Proves the memory of a block.
class BlockVerifier {
public:
  BlockVerifier(memref::AllocaOp memory, Value bytes)
      : memory(memory), lives(bytes) {}

  FailureOr<int64_t> verify();

private:
  LogicalResult measure(ViewLife &life);
  LogicalResult checkPlace(const LargestBytes &buffer);
  LogicalResult checkApart(const LargestBytes &a, const LargestBytes &b);

  memref::AllocaOp memory;
  ViewLives lives;
  std::vector<LargestBytes> buffers;
};
} // namespace

LogicalResult BlockVerifier::measure(ViewLife &life) {
  memref::ViewOp view = life.view;
  std::optional<int64_t> start = getConstantIntValue(view.getByteShift());
  if (!start)
    return view.emitError("it is not known where in its block's memory this "
                          "buffer begins");
  FailureOr<int64_t> elementBytes = getElementBytes(view);
  if (failed(elementBytes))
    return failure();
  int64_t bytes = *elementBytes;
  bool fits = true;
  auto sizes = view.getSizes().begin();
  for (int64_t extent : view.getType().getShape()) {
    if (ShapedType::isDynamic(extent)) {
      FailureOr<int64_t> most = ValueBoundsConstraintSet::computeConstantBound(
          presburger::BoundType::UB, *sizes++, /*stopCondition=*/nullptr,
          /*closedUB=*/true);
      if (failed(most))
        return view.emitError("it is not proved that dynamic sizes of this "
                              "buffer, in its block's memory, have bounds");
      extent = std::max<int64_t>(*most, 0);
    }
    fits &= !llvm::MulOverflow(bytes, extent, bytes);
  }
  int64_t end;
  if (!fits || llvm::AddOverflow(*start, bytes, end))
    return view.emitError("this buffer may have 2^63 bytes or more, in its "
                          "block's memory");
  buffers.push_back({&life, *start, end});
  return success();
}

/// Checks the position of a buffer, and that a block has only one at a time.
LogicalResult BlockVerifier::checkPlace(const LargestBytes &buffer) {
  memref::ViewOp view = buffer.life->view;
  for (Operation *around = view->getParentOp(); around != memory->getParentOp();
       around = around->getParentOp())
    if (around->hasTrait<OpTrait::HasParallelRegion>())
      return view.emitError(
                 "this buffer is allocated several times at once by '")
             << around->getName() << "', at one position in its block's memory";
  if (buffer.life->stale)
    return (view.emitError(
                    "each iteration allocates this buffer at the position of "
                    "the previous one, which is still needed")
                .attachNote(buffer.life->stale->getLoc())
            << "needed here");
  if (buffer.start % workspaceAlignment != 0)
    return view.emitError("this buffer begins at byte ")
           << buffer.start << " of its block's memory, expected a multiple of "
           << workspaceAlignment;
  int64_t all = memory.getType().getNumElements();
  if (buffer.start < 0 || buffer.end > all)
    return view.emitError("this buffer is at most ")
           << buffer.spell() << " of its block's memory of " << all
           << ", expected it inside";
  return success();
}

/// Returns a position at which both live, or std::nullopt.
static std::optional<int64_t> findCommon(const ViewLife &a, const ViewLife &b) {
  for (const ViewLife::Range &x : a.ranges)
    for (const ViewLife::Range &y : b.ranges)
      if (std::max(x.start, y.start) < std::min(x.end, y.end))
        return std::max(x.start, y.start);
  return std::nullopt;
}

LogicalResult BlockVerifier::checkApart(const LargestBytes &a,
                                        const LargestBytes &b) {
  if (std::max(a.start, b.start) >= std::min(a.end, b.end))
    return success();
  std::optional<int64_t> position = findCommon(*a.life, *b.life);
  if (!position)
    return success();
  auto error = b.life->view.emitError("this buffer is at most ")
               << b.spell()
               << " of its block's memory, and another one, which is needed at "
                  "the same time, "
               << a.spell() << ": they overlap";
  error.attachNote(a.life->view.getLoc()) << "the other one";
  error.attachNote(lives.opAt(*position)->getLoc()) << "both are needed here";
  return error;
}

FailureOr<int64_t> BlockVerifier::verify() {
  if (memory.getAlignment().value_or(1) % workspaceAlignment != 0)
    return memory.emitError("a block's memory that is not aligned to ")
           << workspaceAlignment << " bytes";
  for (Operation *other : lives.others())
    return other->emitError("uses a block's memory, in which only memref.view "
                            "may create buffers");
  for (ViewLife &life : lives.lives()) {
    if (failed(measure(life)) || failed(checkPlace(buffers.back())))
      return failure();
    for (const LargestBytes &before : ArrayRef(buffers).drop_back())
      if (failed(checkApart(before, buffers.back())))
        return failure();
  }
  return static_cast<int64_t>(buffers.size());
}

FailureOr<int64_t> verifyBlocks(scf::ForallOp loop) {
  int64_t count = 0;
  for (memref::AllocaOp memory : findBlockMemory(loop)) {
    Value bytes = getBlockBytes(memory);
    if (!bytes)
      return memory.emitError("a block's memory that has other uses than one "
                              "memref.memory_space_cast");
    FailureOr<int64_t> buffers = BlockVerifier(memory, bytes).verify();
    if (failed(buffers))
      return failure();
    count += *buffers;
  }
  return count;
}

} // namespace ag
