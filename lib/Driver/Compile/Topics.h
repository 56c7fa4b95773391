//===- Topics.h - selecting remarks -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which remarks does --remarks=missed,fusion select? It names kinds and topics.
// A remark must have one of these kinds, if any are named, and one of these
// topics, if any are named. A topic is the name of a pass, of a pipeline or of
// a remark, or a common word such as fusion.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_TOPICS_H
#define AG_LIB_DRIVER_COMPILE_TOPICS_H

#include "ag/Support/Report/Report.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// Returns an error of wrong use if one of `asked` is neither a kind nor a
/// topic.
llvm::Error checkTopics(llvm::ArrayRef<std::string> asked);

/// Returns `asked` and the passes of its pipelines and subjects.
std::vector<std::string> expandTopics(llvm::ArrayRef<std::string> asked);

/// Returns true if the remark is a statistic of a search, which only -v prints.
bool isStatistic(const Remark &remark);

/// Returns true if `asked`, expanded by expandTopics, selects the remark. An
/// empty list selects none.
bool isRequested(const Remark &remark, llvm::ArrayRef<std::string> asked);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_TOPICS_H
