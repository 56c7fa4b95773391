//===- BodyDecoder.h - statements as instructions -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which function executes a statement, on which registers? Each statement is
// looked up in the table of forms, and its operands are checked against the
// form's. Three things that PTX allows everywhere become instructions of their
// own, so that no form needs to know of them:
//
//   st.global.b8 [%rd1], %rs1      cvt.u8.u16 t, %rs1; st.global.b8 [%rd1], t
//   ld.global.s8 %rs1, [%rd1]      ld.global.s8 t, [%rd1]; cvt.s16.s8 %rs1, t
//   selp.b32 %r1, 1, 2, !%p1       not.pred t, %p1; selp.b32 %r1, 1, 2, t
//
// Moves of vectors are looked up as `mov.b64.2.pack` and `mov.b64.2.unpack`,
// and accesses to what a call passes as those to local memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_BODYDECODER_H
#define AG_EMULATOR_LOAD_BODYDECODER_H

#include "Load/Decoding.h"

namespace ag::emulator {

/// Decodes the statements of a body with these registers, of a function if
/// `callee` is not null. Returns what is wrong, or std::nullopt.
std::optional<Error> decodeBody(Decoding &decoding, const Body &body,
                                const std::vector<Slot> &registers,
                                const Callee *callee);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_BODYDECODER_H
