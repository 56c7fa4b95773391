//===- BodyDecoder.h - from statements to instructions ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which function executes a statement, on which registers? The decoder finds
// the form of each statement in the table, and checks its operands. Three
// features of PTX become separate instructions, so that forms need not support
// them:
//
//   st.global.b8 [%rd1], %rs1      cvt.u8.u16 t, %rs1; st.global.b8 [%rd1], t
//   ld.global.s8 %rs1, [%rd1]      ld.global.s8 t, [%rd1]; cvt.s16.s8 %rs1, t
//   selp.b32 %r1, 1, 2, !%p1       not.pred t, %p1; selp.b32 %r1, 1, 2, t
//
// The forms of moves of vectors are `mov.b64.2.pack` and `mov.b64.2.unpack`.
// Accesses to variables that a call passes have the forms of local memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_BODYDECODER_H
#define AG_EMULATOR_LOAD_BODYDECODER_H

#include "Load/Decoding.h"

namespace ag::emulator {

/// Decodes the statements of a body with these registers. `callee` is the
/// function of the body, or null for a kernel. Returns an error, or
/// std::nullopt.
std::optional<Error> decodeBody(Decoding &decoding, const Body &body,
                                const std::vector<Slot> &registers,
                                const Callee *callee);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_BODYDECODER_H
