//===- Calls.h - calls of functions -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are arguments and results of a call passed? Instructions before and after
// the call copy a register, number or variable of one body to a register or
// variable of the other. Variables are in local memory:
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

/// The body that calls, and its registers.
struct Caller {
  const Body &body;
  const std::vector<Slot> &registers;
};

/// Appends `call`, whose callee has been decoded, and the instructions that
/// pass its operands, all with its guard. Returns the end of an error message
/// that begins with the function's name, or "" if there is no error.
std::string appendCall(Decoding &decoding, const Caller &caller,
                       const CallOperands &operands, Instruction call);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_CALLS_H
