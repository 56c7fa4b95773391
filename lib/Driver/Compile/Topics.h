//===- Topics.h - which remarks are asked for -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which remarks does --remarks=missed,fusion name? Those of the kinds that it
// gives, or of every kind, which are about the topics that it gives, or about
// anything. A topic is the name of a pass, of a pipeline or of a remark, or
// what people call it: fusion.
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

/// Wrong use if one of `asked` is neither a kind nor a topic.
llvm::Error checkTopics(llvm::ArrayRef<std::string> asked);

/// `asked`, and the passes of each pipeline and subject among them.
std::vector<std::string> expandTopics(llvm::ArrayRef<std::string> asked);

/// Whether it tells of a search alone, which only -v prints.
bool isStatistic(const Remark &remark);

/// Whether `asked`, if it names anything, names that one.
bool isRequested(const Remark &remark, llvm::ArrayRef<std::string> asked);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_TOPICS_H
