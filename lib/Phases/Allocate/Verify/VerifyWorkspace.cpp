//===- VerifyWorkspace.cpp - the proof of a workspace's plan --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %a = memref.view %workspace[%c0][%n]  // 4 n bytes, lives in 1 to 5
//   %b = memref.view %workspace[%0][%n]   // %0 = max(0, align(4 n)); 3 to 8
//
// For each position in the text, the live buffers are kept in the order of
// their offsets at the planned sizes. When a buffer is born, two claims are
// proved for all sizes: the previous buffer ends before it begins, and it ends
// before the next one begins. All of them are then disjoint: a buffer that ends
// before its neighbour also ends before that neighbour's neighbours. This does
// not follow if a buffer might have a negative size, at sizes for which it is
// never allocated. Each pair is proved then.
//
// In a loop that threads or blocks share, a buffer occupies the bytes of all of
// its copies. VerifyBlocks.h proves the memory that blocks have for themselves.
//
//===----------------------------------------------------------------------===//
#include "Plan/Demands.h"
#include "VerifyBlocks.h"
#include "ViewLives.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/SizeTerms.h"
#include "ag/Support/Sizes/SizeOperands.h"
#include "ag/Support/Sizes/SizeRanges.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_VERIFYWORKSPACEPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks verifyWorkspaceRemarks("ag-verify-workspace");

namespace {
/// The bytes that one view occupies.
struct OccupiedBytes {
  ViewLife *life;
  /// The first byte, the byte after the last, and the latter rounded up. It is
  /// enough to prove that other buffers are behind one of the two. Copies for
  /// iterations end in lines, or where another one would begin.
  Size start, end, alignedEnd;
  int64_t firstEstimate, endEstimate;
};

/// Proves the plan of one entry.
class Verifier {
public:
  Verifier(func::FuncOp entry, const EntrySignature &signature,
           func::FuncOp shapes, func::FuncOp workspace)
      : entry(entry), signature(signature), workspace(workspace),
        algebra(
            llvm::map_to_vector(signature.symbols,
                                [](const SymbolSignature &symbol) {
                                  return getPlannedSize(symbol) - symbol.least;
                                }),
            llvm::map_to_vector(signature.symbols,
                                [](const SymbolSignature &symbol) {
                                  return symbol.greatest == INT64_MAX
                                             ? INT64_MAX
                                             : symbol.greatest - symbol.least;
                                })),
        atoms(algebra.getAtoms()), prover(algebra),
        terms(prover, signature, entry, shapes), lives(getWorkspace(entry)) {}

  LogicalResult verify();

private:
  using Live = std::set<std::tuple<int64_t, int64_t, size_t>>;

  FailureOr<Size> checkCopies(memref::ViewOp view, LoopLikeOpInterface loop,
                              const Size &start, const Size &bytes);
  LogicalResult measure(ViewLife &life);
  bool isLeftOpen(std::initializer_list<Size> sizes, bool holds);
  LogicalResult checkPlace(const OccupiedBytes &buffer);
  LogicalResult checkBirths();
  LogicalResult checkBlocks();
  void recordBytes();
  LogicalResult checkBirth(size_t number, int64_t position, const Live &live);
  bool isBelow(const OccupiedBytes &a, const OccupiedBytes &b) {
    ++proofs;
    return prover.isAtLeast(b.start, a.alignedEnd) ||
           prover.isAtLeast(b.start, a.end);
  }
  std::string spell(const OccupiedBytes &buffer) {
    return llvm::formatv("bytes {0} to {1}", buffer.firstEstimate,
                         buffer.endEstimate);
  }
  /// Adds a note to the error for a claim that is not proved, but holds at the
  /// sizes in the message.
  void adviseRanges(Diagnostic &error) {
    if (!signature.symbols.empty())
      error.attachNote(entry.getLoc())
          << "narrower ranges of the sizes, in " << rangesAttrName
          << ", may leave less to prove";
  }
  std::string spellSizes() {
    return signature.symbols.empty()
               ? ""
               : " (at " + describePlannedSizes(signature) + ")";
  }
  LogicalResult reportOverlap(const OccupiedBytes &buffer,
                              const OccupiedBytes &other, int64_t position);

  func::FuncOp entry;
  const EntrySignature &signature;
  func::FuncOp workspace;
  SizeAlgebra algebra;
  const SizeAtoms &atoms;
  SizeProver prover;
  SizeTerms terms;
  ViewLives lives;
  std::vector<OccupiedBytes> buffers;
  /// Sizes that the workspace's size is at least: for the terms of a sum, the
  /// greatest number that is added to them.
  std::map<std::vector<int64_t>, int64_t> ends;
  Size total;
  /// Whether buffers that are disjoint from their neighbours are from all.
  bool isOrdered = true;
  int64_t proofs = 0;
  /// The number of claims that are not proved because sizes follow from more
  /// than the symbols.
  int64_t open = 0;
  /// The number of buffers that blocks have for themselves.
  int64_t own = 0;
};

/// Returns %bytes if `bytes` is `select %overflowed, -1, %bytes`, and otherwise
/// `bytes`. A run with -1 bytes is refused.
Value stripOverflow(Value bytes) {
  auto select = bytes.getDefiningOp<arith::SelectOp>();
  bool isChecked =
      select && getConstantIntValue(select.getTrueValue()) == int64_t(-1);
  return isChecked ? select.getFalseValue() : bytes;
}

/// Proves that a buffer of `bytes` that exists several times at once has
/// separate copies: one for each iteration of the loop that threads or blocks
/// share. Returns the bytes between the starts of two, or `bytes` if there is
/// only one. Fails, with an error, if the buffer is in any other parallel loop.
FailureOr<Size> Verifier::checkCopies(memref::ViewOp view,
                                      LoopLikeOpInterface loop,
                                      const Size &start, const Size &bytes) {
  for (Operation *around = view->getParentOp(); around != entry;
       around = around->getParentOp())
    if (around != loop && around->hasTrait<OpTrait::HasParallelRegion>())
      return view.emitError(
                 "this buffer is allocated several times at once by '")
             << around->getName() << "', at one position in the workspace";
  if (!loop)
    return bytes;
  SmallVector<Value> indices = *loop.getLoopInductionVars();
  std::optional<Size> apart =
      indices.size() == 1 ? findSlope(atoms, start, terms.of(indices.front()))
                          : std::nullopt;
  if (apart && prover.isAtLeast(*apart, bytes))
    return *apart;
  return view.emitError("it is not proved that the copies of this buffer, one "
                        "for each iteration of '")
         << loop->getName() << "', are disjoint";
}

LogicalResult Verifier::measure(ViewLife &life) {
  memref::ViewOp view = life.view;
  MemRefType type = view.getType();
  FailureOr<int64_t> elementBytes = getElementBytes(view);
  if (failed(elementBytes))
    return failure();
  Size bytes = *elementBytes;
  auto sizes = view.getSizes().begin();
  for (int64_t extent : type.getShape()) {
    Size size =
        ShapedType::isDynamic(extent) ? terms.of(*sizes++) : Size(extent);
    // No size is negative where the buffer is allocated, so it may be clamped
    // to 0. Factors of a product are always clamped.
    if (type.getNumDynamicDims() > 1 || !prover.isAtLeast(size, 0))
      size = algebra.max(size, 0);
    bytes = bytes * size;
  }
  Size start = terms.of(view.getByteShift());
  isOrdered &= prover.isAtLeast(bytes, 0);
  auto loop = dyn_cast_or_null<LoopLikeOpInterface>(life.threads);
  Size lines =
      algebra.roundDown(bytes + (workspaceAlignment - 1), workspaceAlignment);
  FailureOr<Size> apart = checkCopies(view, loop, start, lines);
  if (failed(apart))
    return failure();
  // The last copy, too, may have all bytes that are between two to itself.
  Size aligned = start + *apart, end = start + (loop ? lines : bytes);
  for (Value index :
       loop ? *loop.getLoopInductionVars() : SmallVector<Value>()) {
    std::optional<Size> first =
        replaceByBound(atoms, start, terms.of(index), false);
    std::optional<Size> last =
        replaceByBound(atoms, end, terms.of(index), true);
    std::optional<Size> all =
        replaceByBound(atoms, aligned, terms.of(index), true);
    if (!first || !last || !all)
      return view.emitError("it is not known which bytes of the workspace the "
                            "copies of this buffer occupy, one for each "
                            "iteration of '")
             << loop->getName() << "'";
    start = *first;
    end = *last;
    aligned = *all;
  }
  buffers.push_back(
      {&life, start, end, aligned, atoms.estimate(start), atoms.estimate(end)});
  return success();
}

/// Returns true if a claim `holds` at the estimates, and one of its sizes
/// follows from more than the symbols. The claim may be right although it is
/// not proved, so it is counted for a remark at the end.
bool Verifier::isLeftOpen(std::initializer_list<Size> sizes, bool holds) {
  bool isOpen = holds && !llvm::all_of(sizes, [&](const Size &size) {
                  return atoms.isExact(size);
                });
  open += isOpen;
  return isOpen;
}

/// Checks the position of a buffer.
LogicalResult Verifier::checkPlace(const OccupiedBytes &buffer) {
  memref::ViewOp view = buffer.life->view;
  if (buffer.life->stale)
    return (view.emitError(
                    "each iteration allocates this buffer at the position of "
                    "the previous one, which is still needed")
                .attachNote(buffer.life->stale->getLoc())
            << "needed here");
  if (atoms.getDivisor(terms.of(view.getByteShift())) < workspaceAlignment)
    return view.emitError("this buffer begins at byte ")
           << buffer.firstEstimate << " of the workspace" << spellSizes()
           << ", expected a multiple of " << workspaceAlignment
           << " at all sizes";
  if (!prover.isAtLeast(buffer.start, 0) &&
      !isLeftOpen({buffer.start}, buffer.firstEstimate >= 0))
    return view.emitError("this buffer begins at byte ")
           << buffer.firstEstimate << " of the workspace" << spellSizes()
           << ", expected 0 or more at all sizes";
  auto [code, number] = buffer.alignedEnd.splitNumber();
  auto known = ends.find(code);
  bool fits = (known != ends.end() && number <= known->second) ||
              prover.isAtLeast(total, buffer.alignedEnd) ||
              prover.isAtLeast(total, buffer.end);
  bool mayFit = buffer.endEstimate <= atoms.estimate(total);
  if (fits || isLeftOpen({total, buffer.end}, mayFit))
    return success();
  auto error = view.emitError("this buffer is ")
               << spell(buffer) << " of a workspace of "
               << atoms.estimate(total) << spellSizes()
               << (mayFit ? ": it is not proved that it is inside at all sizes"
                          : ", expected it inside at all sizes");
  if (mayFit)
    adviseRanges(*error.getUnderlyingDiagnostic());
  return error;
}

/// Returns true if they overlap at the estimates.
static bool meet(int64_t first, int64_t end, int64_t otherFirst,
                 int64_t otherEnd) {
  return first < otherEnd && otherFirst < end;
}

LogicalResult Verifier::reportOverlap(const OccupiedBytes &buffer,
                                      const OccupiedBytes &other,
                                      int64_t position) {
  bool meets = meet(buffer.firstEstimate, buffer.endEstimate,
                    other.firstEstimate, other.endEstimate);
  auto error = buffer.life->view.emitError("this buffer is ")
               << spell(buffer) << " of the workspace, and another one, which "
               << "is needed at the same time, " << spell(other) << spellSizes()
               << (meets ? ": they overlap"
                         : ": it is not proved that they never overlap");
  error.attachNote(other.life->view.getLoc()) << "the other one";
  error.attachNote(lives.opAt(position)->getLoc()) << "both are needed here";
  if (!meets)
    adviseRanges(*error.getUnderlyingDiagnostic());
  return error;
}

/// Proves that a buffer is disjoint from those that live where it is born.
LogicalResult Verifier::checkBirth(size_t number, int64_t position,
                                   const Live &live) {
  const OccupiedBytes &buffer = buffers[number];
  auto after =
      live.lower_bound({buffer.firstEstimate, buffer.endEstimate, number});
  const OccupiedBytes *next =
      after == live.end() ? nullptr : &buffers[std::get<2>(*after)];
  const OccupiedBytes *last = after == live.begin()
                                  ? nullptr
                                  : &buffers[std::get<2>(*std::prev(after))];
  if (isOrdered && (!last || isBelow(*last, buffer)) &&
      (!next || isBelow(buffer, *next)))
    return success();
  isOrdered = false;
  for (const auto &[first, end, other] : live)
    if (!isBelow(buffers[other], buffer) && !isBelow(buffer, buffers[other]) &&
        !isLeftOpen({buffer.start, buffer.end, buffers[other].start,
                     buffers[other].end},
                    !meet(buffer.firstEstimate, buffer.endEstimate,
                          buffers[other].firstEstimate,
                          buffers[other].endEstimate)))
      return reportOverlap(buffer, buffers[other], position);
  return success();
}

/// Visits births and deaths in the order of the text.
LogicalResult Verifier::checkBirths() {
  struct Event {
    int64_t position;
    bool isBirth;
    size_t buffer;
  };
  std::vector<Event> events;
  for (auto [number, buffer] : llvm::enumerate(buffers))
    for (ViewLife::Range range : buffer.life->ranges)
      if (!(buffer.alignedEnd == buffer.start)) {
        events.push_back({range.start, true, number});
        events.push_back({range.end, false, number});
      }
  llvm::sort(events, [](const Event &a, const Event &b) {
    return std::tie(a.position, a.isBirth, a.buffer) <
           std::tie(b.position, b.isBirth, b.buffer);
  });
  Live live;
  for (const Event &event : events) {
    const OccupiedBytes &buffer = buffers[event.buffer];
    Live::value_type place = {buffer.firstEstimate, buffer.endEstimate,
                              event.buffer};
    if (!event.isBirth) {
      live.erase(place);
      continue;
    }
    if (failed(checkBirth(event.buffer, event.position, live)))
      return failure();
    live.insert(place);
  }
  return success();
}

/// Proves the memory that blocks have for themselves, for each loop over
/// blocks.
LogicalResult Verifier::checkBlocks() {
  WalkResult result = entry.walk([&](scf::ForallOp loop) {
    FailureOr<int64_t> count = verifyBlocks(loop);
    if (failed(count))
      return WalkResult::interrupt();
    own += *count;
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// Records the bytes that suffice at all sizes on the entry, if they are
/// bounded.
void Verifier::recordBytes() {
  if (std::optional<int64_t> bytes = SizeRanges(atoms).boundAbove(total))
    entry->setAttr(workspaceBytesAttrName,
                   Builder(entry.getContext()).getI64IntegerAttr(*bytes));
}

LogicalResult Verifier::verify() {
  for (Operation *other : lives.others())
    return other->emitError("uses the workspace, in which only memref.view may "
                            "create buffers");
  total =
      terms.of(stripOverflow(workspace.front().getTerminator()->getOperand(0)));
  visitOperands(atoms, total, [&](const Size &end) {
    ends.insert(end.splitNumber());
    return false;
  });
  for (ViewLife &life : lives.lives())
    if (failed(measure(life)) || failed(checkPlace(buffers.back())))
      return failure();
  if (failed(checkBirths()) || failed(checkBlocks()))
    return failure();
  recordBytes();
  if (open > 0)
    verifyWorkspaceRemarks.missed(entry, "proof")
        << remark::add("{0} claims about temporaries are not proved", open)
        << remark::reason("their sizes follow from more than those of the "
                          "arguments")
        << remark::metric("open", open);
  else
    verifyWorkspaceRemarks.analysis(entry, "proof")
        << remark::add("{0} disjoint while needed, at all sizes",
                       buffers.size() == 1 ? "1 temporary is"
                                           : std::to_string(buffers.size()) +
                                                 " temporaries are")
        << remark::metric("buffers", buffers.size())
        << remark::metric("own", own) << remark::metric("proofs", proofs);
  return success();
}

struct VerifyWorkspacePass
    : WithModels<impl::VerifyWorkspacePassBase<VerifyWorkspacePass>> {
  void runOnOperation() override {
    bool holds = true;
    SymbolTable functions(getOperation());
    for (auto entry : getOperation().getOps<func::FuncOp>())
      if (isEntryOrLoad(entry))
        holds &= succeeded(verify(entry, functions));
    if (!holds)
      return signalPassFailure();
    // The pass manager has nothing to verify again.
    markAllAnalysesPreserved();
  }

  static LogicalResult verify(func::FuncOp entry,
                              const SymbolTable &functions) {
    std::optional<EntrySignature> signature = getEntrySignature(entry);
    auto find = [&](EntryHelper helper) {
      return signature ? findHelper(entry, *signature, helper, &functions)
                       : func::FuncOp();
    };
    func::FuncOp shapes = find(EntryHelper::Shapes);
    func::FuncOp workspace = find(EntryHelper::Workspace);
    if (!shapes || !workspace || !getWorkspace(entry))
      return entry.emitError(
          "expected the functions that ag-plan-workspace records");
    narrowRanges(entry, *signature);
    return Verifier(entry, *signature, shapes, workspace).verify();
  }
};
} // namespace
} // namespace ag
