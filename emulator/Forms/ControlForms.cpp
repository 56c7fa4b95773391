//===- ControlForms.cpp - branches, barriers and fences -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Families.h"
#include "Machine/Warp.h"

namespace ag::emulator {

/// Does nothing. The Effect makes warps act on branches, calls, exits and
/// barriers. Fences have no effect, because threads of the emulator see all
/// accesses in one order.
static void doNothing(Warp &, const Instruction &, Lanes) {}

static void trap(Warp &warp, const Instruction &instruction, Lanes active) {
  warp.fail(Result::LaunchFailed, "executes a trap", __builtin_ctz(active),
            instruction);
}

static void synchronizeWarp(Warp &warp, const Instruction &, Lanes active) {
  warp.synchronize(active);
}

void addControlForms(FormTable &table) {
  Rule number = {Rule::Kind::Source, Type::U32};
  table["bra"] = {doNothing, {{Rule::Kind::Target, Type::B64}}, Effect::Branch};
  table["call"] = {doNothing, {}, Effect::Call};
  table["ret"] = {doNothing, {}, Effect::Return};
  table["exit"] = {doNothing, {}, Effect::Exit};
  for (const char *name : {"bar.sync", "barrier.sync.aligned", "barrier.sync"})
    table[name] = {doNothing, {number}, Effect::Barrier};
  table["bar.warp.sync"] = {
      synchronizeWarp, {{Rule::Kind::Members, Type::U32}}, Effect::Shuffle};
  for (const char *name :
       {"membar.cta", "membar.gl", "membar.sys", "fence.acq_rel.cta",
        "fence.acq_rel.gpu", "fence.acq_rel.sys", "fence.sc.cta",
        "fence.sc.gpu", "fence.sc.sys"})
    table[name] = {doNothing, {}};
  table["trap"] = {trap, {}, Effect::Memory};
}

} // namespace ag::emulator
