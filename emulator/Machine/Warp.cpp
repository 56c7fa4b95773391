//===- Warp.cpp - a warp of 32 lanes ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Machine/Warp.h"
#include "Machine/Block.h"
#include <algorithm>
#include <cstring>

namespace ag::emulator {

Warp::Warp(Block &block, const Program &program, uint32_t index, Lanes lanes)
    : block(block), program(program), index(index), lanes(lanes),
      local(new uint8_t[size_t(program.localBytes) * warpSize]),
      frame(new uint8_t[program.frameBytes + 64]) {
  bases[0] = frame.get();
  bases[1] = const_cast<uint8_t *>(program.constants.data());
}

void Warp::start() {
  fillWithPoison(frame.get(), program.frameBytes);
  fillWithPoison(local.get(), size_t(program.localBytes) * warpSize);
  for (const SpecialRegister &special : program.specials)
    special.fill(*this, getLanes<uint8_t>(special.slot));
  living = lanes;
  started = progressed = executed;
  fragments.start({program.entry, lanes});
  waiting.clear();
  std::fill(std::begin(orders), std::end(orders), WarpOrder());
}

Lanes Warp::getPredicate(Slot slot) const {
  const uint8_t *bytes = getLanes<uint8_t>(slot);
  Lanes result = 0;
  for (unsigned i = 0; i < warpSize; i += 8) {
    uint64_t eight;
    std::memcpy(&eight, bytes + i, sizeof(eight));
    eight &= 0x0101010101010101;
    result |= static_cast<Lanes>(eight * 0x0102040810204080 >> 56) << i;
  }
  return result;
}

bool Warp::hasFailed() const { return block.fault.has_value(); }

void Warp::fail(Result result, std::string message, unsigned lane,
                const Instruction &instruction) {
  if (!block.fault)
    block.fault = Fault{result, std::move(message), index * warpSize + lane,
                        instruction.statement};
}

Toucher Warp::getToucher(unsigned lane, Stamp start) const {
  return {block.clock, start, index * warpSize + lane, orders[lane], lanes};
}

void Warp::synchronize(Lanes synchronized) {
  block.clock.passWarpBarrier();
  for (unsigned lane = 0; lane < warpSize; ++lane)
    if ((synchronized >> lane & 1) != 0)
      orders[lane] = {block.clock.now, synchronized};
}

Stop Warp::run(uint64_t budget) {
  uint64_t end = executed + budget;
  while (!fragments.isEmpty()) {
    Stop stop = runFragment(end);
    if (stop != Stop::None)
      return stop;
  }
  return stopWaiting();
}

/// Returns false, with a fault, if the warp has executed too many instructions.
bool Warp::isPatient() {
  bool isIdle = executed - progressed > block.patience.idle;
  if (!isIdle && executed - started <= block.patience.total)
    return true;
  const Fragment &first = fragments.getFirst();
  fail(Result::LaunchTimeout,
       "executed " +
           std::to_string(executed - (isIdle ? progressed : started)) +
           " instructions" +
           (isIdle ? " without a store or a barrier" : " and did not end"),
       __builtin_ctz(first.lanes), program.code[first.next]);
  return false;
}

/// Returns the lanes whose guard is true.
static inline Lanes getGuard(const Warp &warp, const Instruction &instruction) {
  if (!instruction.isGuarded)
    return allLanes;
  Lanes guard = warp.getPredicate(instruction.guard);
  return instruction.isGuardNegated ? ~guard : guard;
}

/// Runs the first fragment until it reaches the next one, or has executed an
/// instruction with a control effect, or the warp has executed `end`
/// instructions.
Stop Warp::runFragment(uint64_t end) {
  const Lanes here = fragments.getFirst().lanes;
  const Instruction *code = program.code.data();
  const uint32_t limit = fragments.getLimit();
  uint32_t next = fragments.getFirst().next;
  do {
    const Instruction &instruction = code[next];
    const Lanes active = here & getGuard(*this, instruction);
    ++executed;
    if (instruction.effect > Effect::Store) {
      fragments.moveFirst(next);
      Stop stop = act(next, active);
      return stop == Stop::None && executed >= end ? Stop::Budget : stop;
    }
    if (active != 0)
      instruction.run(*this, instruction, active);
    if (instruction.effect != Effect::Plain) {
      if (hasFailed())
        return Stop::Fault;
      if (instruction.effect == Effect::Store)
        progressed = executed;
    }
    ++next;
  } while (next < limit && executed < end);
  fragments.moveFirst(next);
  return executed >= end ? Stop::Budget : Stop::None;
}

/// Sets the instruction that the lanes of `active` return to.
static void setReturns(uint32_t *returns, Lanes active, uint32_t next) {
  for (Lanes left = active; left != 0; left &= left - 1)
    returns[__builtin_ctz(left)] = next;
}

/// Executes a branch, a call, a return, an exit, a shuffle or a barrier for
/// lanes of the first fragment.
Stop Warp::act(uint32_t at, Lanes active) {
  const Instruction &instruction = program.code[at];
  Effect effect = instruction.effect;
  if (effect == Effect::Branch || effect == Effect::Call) {
    if (effect == Effect::Call)
      setReturns(getLanes<uint32_t>(instruction.slots[0]), active, at + 1);
    fragments.branchFirst(instruction.target, active);
    return isPatient() ? Stop::None : Stop::Fault;
  }
  Lanes others = fragments.takeFirst().lanes & ~active;
  fragments.insert({at + 1, others});
  if (effect == Effect::Exit)
    living &= ~active;
  else if (effect == Effect::Return)
    fragments.insertEach(getLanes<uint32_t>(instruction.slots[0]), active);
  else if (active != 0)
    wait(at, active);
  return hasFailed() ? Stop::Fault : Stop::None;
}

/// Lets lanes wait at a shuffle or a barrier. Executes a shuffle that now has
/// all its lanes.
void Warp::wait(uint32_t at, Lanes arriving) {
  auto isHere = [&](const Fragment &other) { return other.next == at; };
  auto found = std::find_if(waiting.begin(), waiting.end(), isHere);
  if (found == waiting.end())
    found = waiting.insert(found, {at, 0});
  found->lanes |= arriving;
  if (program.code[at].effect == Effect::Shuffle)
    runShuffle(*found);
  if (found->lanes == 0)
    waiting.erase(found);
}

/// Returns the arrived lanes whose `members` are those of `lane`.
static Lanes findGroup(const uint32_t *members, Lanes arrived, unsigned lane) {
  Lanes group = 0;
  for (unsigned i = 0; i < warpSize; ++i)
    if ((arrived >> i & 1) != 0 && members[i] == members[lane])
      group |= 1u << i;
  return group;
}

void Warp::runShuffle(Fragment &arrived) {
  const Instruction &instruction = program.code[arrived.next];
  const uint32_t *members = getLanes<uint32_t>(instruction.members);
  Lanes left = arrived.lanes;
  while (left != 0 && !hasFailed()) {
    unsigned lane = __builtin_ctz(left);
    Lanes group = findGroup(members, arrived.lanes, lane);
    Lanes named = members[lane] & lanes;
    left &= ~group;
    if ((group & ~named) != 0)
      return fail(Result::LaunchFailed,
                  "is not among the lanes that its instruction names",
                  __builtin_ctz(group & ~named), instruction);
    if ((named & ~living) != 0)
      return fail(Result::LaunchFailed,
                  "waits for lane " +
                      std::to_string(__builtin_ctz(named & ~living)) +
                      " of its warp, which has ended",
                  lane, instruction);
    if (group != named)
      continue;
    instruction.run(*this, instruction, group);
    arrived.lanes &= ~group;
    fragments.insert({arrived.next + 1, group});
  }
}

/// Returns the reason why no lane can continue: the warp is done, or all lanes
/// wait at one barrier. Anything else is a fault.
Stop Warp::stopWaiting() {
  if (waiting.empty())
    return Stop::Done;
  const Fragment &first = waiting.front();
  stoppedAt = first.next;
  const Instruction &instruction = program.code[first.next];
  if (instruction.effect == Effect::Barrier && first.lanes == living)
    return Stop::Barrier;
  Lanes elsewhere = living & ~first.lanes;
  std::string message = "waits for the other lanes of its warp";
  if (elsewhere != 0)
    message += ", but lane " + std::to_string(__builtin_ctz(elsewhere)) +
               " waits elsewhere";
  else
    message += ", which have ended";
  fail(Result::LaunchFailed, message, __builtin_ctz(first.lanes), instruction);
  return Stop::Fault;
}

void Warp::passBarrier() {
  progressed = executed;
  for (const Fragment &fragment : waiting)
    fragments.insert({fragment.next + 1, fragment.lanes});
  waiting.clear();
}

} // namespace ag::emulator
