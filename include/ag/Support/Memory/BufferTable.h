//===- BufferTable.h - buffers in a CSV file --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which buffers does a CSV file list, and how are their offsets written to it?
//
// The format is MiniMalloc's. The first row has the names of the columns, in
// any order:
//
//   id          any text, unique to the buffer
//   lower       the first step of its live range; or `start`
//   upper       the first step after its live range; or `end`
//   size        in bytes
//   alignment   optional: a power of two; empty means 1
//   offset      optional: where the buffer has to be; empty means anywhere. A
//               table with all offsets checks a complete plan
//
// For example, without and with the offsets:
//
//   id,lower,upper,size             id,lower,upper,size,offset
//   a,0,3,4                         a,0,3,4,2
//   b,1,9,2                         b,1,9,2,0
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_BUFFERTABLE_H
#define AG_SUPPORT_MEMORY_BUFFERTABLE_H

#include "ag/Support/Memory/Csv.h"
#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

struct BufferTable {
  std::vector<LiveBuffer> buffers;
  /// The header, and a row for each buffer.
  std::vector<CsvRow> rows;
  size_t idColumn = 0;
  std::optional<size_t> offsetColumn;

  std::string idOf(size_t buffer) const {
    return rows[buffer + 1][idColumn].value();
  }
};

/// Parses a table, which refers to `text`. Errors are TextErrors.
llvm::Expected<BufferTable> parseBufferTable(llvm::StringRef text);

/// Calls packIntervals() on the buffers. Errors are TextErrors.
llvm::Expected<Packing> packTable(const BufferTable &table,
                                  const PackingOptions &options);

/// Returns the text of the table with the column `offset` set to `offsets`.
std::string formatBufferTable(const BufferTable &table,
                              llvm::ArrayRef<int64_t> offsets);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_BUFFERTABLE_H
