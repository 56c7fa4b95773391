//===- RestatingPass.td - passes that decide nothing -------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_RESTATINGPASS_TD
#define AG_PHASES_COMMON_RESTATINGPASS_TD

include "mlir/Pass/PassBase.td"

// A pass that states the same program at another level, and decides nothing
// that a user would ask about. Every other pass reports its decisions in
// remarks.
class RestatingPass<string flag, string op = ""> : Pass<flag, op>;

#endif // AG_PHASES_COMMON_RESTATINGPASS_TD
