//===- Passes.h - every pass of ag ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an opt tool, or any command line that names passes, get those of ag?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_PASSES_H
#define AG_PIPELINE_PASSES_H

namespace ag {

/// Registers all passes of ag, and the phases as the pipelines `--to=PHASE` and
/// `--lower=cpu`. (One by one: ag/Phases/*/Passes.h.)
void registerPasses();

} // namespace ag

#endif // AG_PIPELINE_PASSES_H
