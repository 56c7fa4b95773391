//===- Calls.h - calls of functions -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a value come from a caller to a function, and back? By instructions
// around the call, from a register, a number or a variable of the one to a
// register or a variable of the other. Variables are in local memory:
//
//   call (%f2), f, (param0);      ld.local.b64 t, [param0]
//                                 st.local.b64 [f's parameter], t
//                                 call f
//                                 ld.local.b32 %f2, [f's result]
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_CALLS_H
#define AG_EMULATOR_LOAD_CALLS_H

#include "Load/CallGraph.h"
#include "Load/Decoding.h"

namespace ag::emulator {

/// Who calls: a body, and where its registers are.
struct Caller {
  const Body &body;
  const std::vector<Slot> &registers;
};

/// Appends `call`, whose callee is decoded, with what passes its operands, all
/// under its guard. Returns the end of a sentence that says what is wrong with
/// them, which begins with the function's name, or "".
std::string appendCall(Decoding &decoding, const Caller &caller,
                       const CallOperands &operands, Instruction call);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_CALLS_H
