//===- WriteConflicts.cpp - reads that a write would spoil ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A write spoils a read if it comes between the definition of the elements that
// are read and the read:
//
//   %a = linalg.exp ... outs(%e)          // the definition
//   %b = linalg.tanh ... outs(%a)         // a write
//   %c = linalg.add ins(%a, ...)          // the read
//
// In a loop that begins after the definition, a write after the read also comes
// before the read in the next iteration. Ops on subsets of a tensor determine
// themselves which of these are disjoint.
//
//===----------------------------------------------------------------------===//
#include "WriteConflicts.h"
#include "CopyCarried.h"
#include "Destinations.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SubsetOpInterface.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {

OpPlaces::OpPlaces(ModuleOp module) {
  unsigned number = 0;
  module->walk([&](Operation *op, const WalkStage &stage) {
    if (stage.isBeforeAllRegions())
      spans[op].first = number++;
    if (stage.isAfterAllRegions())
      spans[op].second = number - 1;
  });
}

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

SmallVector<OpOperand *> getChosenInPlace(Value value,
                                          const AnalysisState &state) {
  SmallVector<OpOperand *> chosen = getChosen(value);
  bool isKnown = llvm::all_of(
      chosen, [&](OpOperand *each) { return state.isInPlace(*each); });
  return isKnown ? chosen : SmallVector<OpOperand *>();
}

bool WriteConflicts::isWritten(Value value) {
  auto known = areWritten.find(value);
  if (known != areWritten.end())
    return known->second;
  bool written = isChoice(value.getDefiningOp())
                     ? isChoiceWritten(cast<OpResult>(value))
                     : state.bufferizesToMemoryWrite(value);
  areWritten[value] = written;
  return written;
}

/// Returns upstream's answer for an op with regions: true if a value that a
/// branch yields is written in the branch. Upstream follows the value to its
/// origin, once for each branch, through all earlier choices. Only ops inside
/// of this one matter, so the walk stops at its boundary.
bool WriteConflicts::isChoiceWritten(OpResult result) {
  AliasingOpOperandList yielded = state.getAliasingOpOperands(result);
  if (yielded.getNumAliases() == 0)
    return true;
  auto isInside = [&](Value value) {
    return result.getOwner()->isAncestor(getOwnerOfValue(value));
  };
  auto isEnd = [&](Value value) {
    return !isInside(value) || isWritten(value);
  };
  TraversalConfig config;
  config.alwaysIncludeLeaves = false;
  return llvm::any_of(yielded, [&](const AliasingOpOperand &each) {
    return state.bufferizesToMemoryWrite(*each.opOperand) ||
           llvm::any_of(state.findValueInReverseUseDefChain(each.opOperand,
                                                            isEnd, config),
                        isInside);
  });
}

bool WriteConflicts::isRead(OpOperand &use) const {
  if (state.bufferizesToMemoryRead(use))
    return true;
  return !state.bufferizesToMemoryWrite(use) &&
         llvm::any_of(state.getAliasingValues(use), [&](AliasingValue alias) {
           return state.isValueRead(alias.value);
         });
}

/// Returns the outermost op around `op` whose regions may run one after the
/// other, or `op` itself.
static Operation *findOrdered(Operation *op) {
  Operation *found = op;
  for (Operation *outer = op->getParentOp(); outer;
       outer = outer->getParentOp())
    if (hasSequentialRegions(outer))
      found = outer;
  return found;
}

void WriteConflicts::addDefinition(TensorRead &read, Value value) {
  Definition &definition = read.definitions.emplace_back(Definition{value});
  Operation *begin = findOrdered(getOwnerOfValue(value));
  if (!read.begin || places.getFirst(begin) < read.first) {
    read.begin = begin;
    read.first = places.getFirst(begin);
  }
  const BufferizationOptions &options = state.getOptions();
  Region *made = state.getEnclosingRepetitiveRegion(value, options);
  Region *repeated =
      state.getEnclosingRepetitiveRegion(read.use->getOwner(), options);
  if (repeated == made)
    return;
  for (Region *next = repeated; next && next != made;
       next = getNextEnclosingRepetitiveRegion(repeated, options))
    repeated = next;
  definition.repeats = repeated->getParentOp();
  read.last = std::max(read.last, places.getLast(repeated->getParentOp()));
}

/// Returns the values that define the elements of `use`. Works as upstream
/// does, but follows choices only to the branches that `takesBranch` admits.
SetVector<Value> WriteConflicts::findDefinitions(OpOperand &use,
                                                 TakesBranch takesBranch) {
  TraversalConfig config;
  config.alwaysIncludeLeaves = false;
  auto isEnd = [&](Value value) {
    return isWritten(value) || !getChosenInPlace(value, state).empty();
  };
  SetVector<Value> found;
  llvm::DenseSet<Value> visited;
  SmallVector<OpOperand *> worklist = {&use};
  while (!worklist.empty())
    for (Value end : state.findValueInReverseUseDefChain(
             worklist.pop_back_val(), isEnd, config)) {
      if (isWritten(end)) {
        found.insert(end);
        continue;
      }
      for (OpOperand *each : getChosenInPlace(end, state))
        if (takesBranch(end, each->get()) && visited.insert(each->get()).second)
          worklist.push_back(each);
    }
  return found;
}

std::optional<TensorRead> WriteConflicts::describeRead(OpOperand &use) {
  unsigned last = places.getLast(findOrdered(use.getOwner()));
  TensorRead read{&use, {}, /*isChosen=*/false, nullptr, 0, last};
  SetVector<Value> values =
      findDefinitions(use, [&](Value, Value) { return read.isChosen = true; });
  if (values.empty())
    return std::nullopt;
  for (Value value : values)
    addDefinition(read, value);
  return read;
}

/// Returns true if the elements that are read may come from `any` of their
/// definitions. A choice that is in the buffer is followed only to the branches
/// whose values are there, too: no other branch was taken if the choice is read
/// from there.
bool WriteConflicts::comesFrom(const TensorRead &read, ArrayRef<Value> any,
                               LiesThere lies) {
  if (!read.isChosen)
    return true;
  SetVector<Value> all =
      findDefinitions(*read.use, [&](Value choice, Value yielded) {
        return !lies(choice) || lies(yielded);
      });
  return llvm::any_of(any, [&](Value value) { return all.contains(value); });
}

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

/// Returns true if `write` cannot come between `definition` and `read`, because
/// of the order of the ops or because they exclude each other.
bool WriteConflicts::isOutOfOrder(const TensorRead &read,
                                  const Definition &definition,
                                  OpOperand &write) {
  Operation *reader = read.use->getOwner();
  Operation *writer = write.getOwner();
  if (definition.repeats && definition.repeats->isAncestor(writer))
    return false;
  if (isBefore(reader, writer) || read.use == &write ||
      state.insideMutuallyExclusiveRegions(reader, writer))
    return true;
  if (reader != writer)
    return false;
  // An op that reads each element before it writes the same element is safe.
  auto isView = [&](OpOperand &operand, Value of) {
    TraversalConfig config;
    config.alwaysIncludeLeaves = false;
    config.followEquivalentOnly = true;
    config.followSameTypeOrCastsOnly = true;
    auto isSame = [&](Value value) { return value == of; };
    return !state.findValueInReverseUseDefChain(&operand, isSame, config)
                .empty();
  };
  auto op = state.getOptions().dynCastBufferizableOp(reader);
  return op && op.bufferizesToElementwiseAccess(state, {read.use, &write}) &&
         (isView(*read.use, write.get()) || isView(write, read.use->get()));
}

/// Returns true if `operand` is, on each path through choices, the subset into
/// which `insertion` inserts its source. Branches whose values are not in the
/// buffer are ignored.
static bool isPlaceOf(OpOperand &operand, SubsetInsertionOpInterface insertion,
                      const AnalysisState &state, LiesThere lies,
                      DenseSet<OpOperand *> &visited) {
  if (!visited.insert(&operand).second)
    return true;
  auto areEqual = [&](Value a, Value b) {
    return state.areEquivalentBufferizedValues(a, b);
  };
  auto isPlace = [&](Value value) {
    if (replacesAll(insertion) &&
        areEqual(value, insertion.getDestinationOperand().get()))
      return true;
    auto result = dyn_cast<OpResult>(value);
    return result && insertion.isEquivalentSubset(result, areEqual);
  };
  auto isEnd = [&](Value value) {
    return isPlace(value) || !getChosenInPlace(value, state).empty();
  };
  return llvm::all_of(
      state.findValueInReverseUseDefChain(&operand, isEnd), [&](Value value) {
        SmallVector<OpOperand *> chosen = getChosenInPlace(value, state);
        return isPlace(value) ||
               (!chosen.empty() && lies(value) &&
                llvm::all_of(chosen, [&](OpOperand *each) {
                  return !lies(each->get()) ||
                         isPlaceOf(*each, insertion, state, lies, visited);
                }));
      });
}

static bool isPlaceOf(OpOperand &operand, SubsetInsertionOpInterface insertion,
                      const AnalysisState &state, LiesThere lies) {
  DenseSet<OpOperand *> visited;
  return isPlaceOf(operand, insertion, state, lies, visited);
}

/// Returns true if `read` and `write` access disjoint subsets, or if the write
/// only writes the elements back that are there.
bool WriteConflicts::areApart(OpOperand &read, OpOperand &write,
                              LiesThere lies) const {
  if (auto op = dyn_cast<SubsetInsertionOpInterface>(read.getOwner())) {
    if (&read == &op.getDestinationOperand() &&
        isPlaceOf(write, op, state, lies))
      return true;
    if (&read == &op.getSourceOperand() &&
        &write == &op.getDestinationOperand() &&
        isPlaceOf(read, op, state, lies))
      return true;
  }
  auto op = dyn_cast<SubsetInsertionOpInterface>(write.getOwner());
  return op && &write == &op.getDestinationOperand() &&
         state.areEquivalentBufferizedValues(read.get(),
                                             op.getSourceOperand().get()) &&
         isPlaceOf(op.getSourceOperand(), op, state, lies);
}

/// Returns true if the reading or the writing op rules a conflict out.
bool WriteConflicts::isExcluded(OpOperand &read, OpOperand &write) const {
  auto says = [&](Operation *op) {
    auto bufferizable = state.getOptions().dynCastBufferizableOp(op);
    return bufferizable && bufferizable.isNotConflicting(&read, &write, state);
  };
  return says(read.getOwner()) ||
         (read.getOwner() != write.getOwner() && says(write.getOwner()));
}

/// Returns true if `write` comes before `definition`, or creates it.
bool WriteConflicts::isHidden(Value definition, OpOperand &write) const {
  Operation *writer = write.getOwner();
  if (auto argument = dyn_cast<BlockArgument>(definition)) {
    if (!argument.getOwner()->findAncestorOpInBlock(*writer))
      return true;
  } else if (isBefore(writer, definition.getDefiningOp()) ||
             definition.getDefiningOp()->isProperAncestor(writer)) {
    return true;
  }
  AliasingValueList made = state.getAliasingValues(write);
  return made.getNumAliases() == 1 && made.begin()->value == definition;
}

bool WriteConflicts::isSpoilt(const TensorRead &read, OpOperand &write,
                              LiesThere lies) {
  SmallVector<Value> seen;
  for (const Definition &definition : read.definitions)
    if (!isOutOfOrder(read, definition, write) &&
        !isHidden(definition.value, write))
      seen.push_back(definition.value);
  // The checks that follow use-def chains come last.
  return !seen.empty() && !isExcluded(*read.use, write) &&
         comesFrom(read, seen, lies) && !areApart(*read.use, write, lies);
}

bool WriteConflicts::isShared(OpOperand &write) {
  auto getThreads = [&](Region *region) {
    return getParallelRegion(region, state.getOptions());
  };
  Region *threads = getThreads(write.getOwner()->getParentRegion());
  SetVector<Value> makers = state.findValueInReverseUseDefChain(
      &write, [&](Value value) { return isWritten(value); });
  return llvm::any_of(makers, [&](Value maker) {
    return getThreads(maker.getParentRegion()) != threads;
  });
}

} // namespace ag
