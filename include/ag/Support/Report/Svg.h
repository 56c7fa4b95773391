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

/// As text of XML, which has no control characters and no U+FFFE and U+FFFF;
/// what is absent there becomes "?".
std::string escapeXml(llvm::StringRef text);

/// As much of a text as fits into `characters`, which are code points.
std::string shorten(llvm::StringRef text, size_t characters);

/// How a file of this size begins, all white; "</svg>" ends it.
std::string beginSvg(double width, double height);

} // namespace ag

#endif // AG_SUPPORT_REPORT_SVG_H
