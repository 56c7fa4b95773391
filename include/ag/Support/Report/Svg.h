//===- Svg.h - what drawings share ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_SVG_H
#define AG_SUPPORT_REPORT_SVG_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

/// Escapes a text for XML. Characters that XML does not have, namely control
/// characters, U+FFFE and U+FFFF, become "?".
std::string escapeXml(llvm::StringRef text);

/// Shortens a text to at most `characters` code points.
std::string shorten(llvm::StringRef text, size_t characters);

/// Returns the beginning of a white file of this size; "</svg>" ends it.
std::string beginSvg(double width, double height);

} // namespace ag

#endif // AG_SUPPORT_REPORT_SVG_H
