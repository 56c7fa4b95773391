//===- BufferTable.cpp - buffers in a CSV file ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/BufferTable.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {
namespace {
constexpr llvm::StringLiteral expectedColumns =
    "expected the columns id, lower (or start), upper (or end), size, and "
    "maybe alignment and offset";

llvm::Error refuseTable(llvm::SMLoc at, const llvm::Twine &message) {
  return llvm::make_error<TextError>(at, message);
}

llvm::Error contradict(llvm::SMLoc at, const llvm::Twine &message,
                       llvm::SMLoc other, llvm::StringRef note) {
  auto error = std::make_unique<TextError>(at, message);
  error->note.emplace(other, note);
  return llvm::Error(std::move(error));
}

class Reader {
public:
  explicit Reader(llvm::StringRef text) : text(text) {}

  llvm::Expected<BufferTable> read();

private:
  enum Column { Id, Lower, Upper, Size, Alignment, Offset, Count };

  llvm::Error readHeader();
  llvm::Error readRow(const CsvRow &row);
  llvm::Error readBuffer(const CsvRow &row, LiveBuffer &buffer);
  llvm::Error readNumber(const CsvField &field, int64_t &number);
  const CsvField *fieldOf(const CsvRow &row, Column column) const {
    return places[column] ? &row[*places[column]] : nullptr;
  }

  llvm::StringRef text;
  BufferTable table;
  std::optional<size_t> places[Count];
  llvm::StringMap<llvm::SMLoc> ids;
};
} // namespace

llvm::Error Reader::readHeader() {
  struct Name {
    llvm::StringLiteral name;
    Column column;
  };
  constexpr Name names[] = {{"id", Id},
                            {"lower", Lower},
                            {"start", Lower},
                            {"upper", Upper},
                            {"end", Upper},
                            {"size", Size},
                            {"alignment", Alignment},
                            {"offset", Offset}};
  if (table.rows.empty())
    return refuseTable(llvm::SMLoc::getFromPointer(text.begin()),
                       "there is no header; " + expectedColumns);
  const CsvRow &header = table.rows.front();
  for (auto [place, field] : llvm::enumerate(header)) {
    std::string value = field.value();
    llvm::StringRef written = llvm::StringRef(value).trim(' ');
    const Name *name = llvm::find_if(
        names, [&](const Name &each) { return each.name == written; });
    if (name == std::end(names))
      return refuseTable(field.at(), "there is no column '" + written + "'; " +
                                         expectedColumns);
    if (const CsvField *other = fieldOf(header, name->column))
      return contradict(field.at(), "this column is there twice", other->at(),
                        "here, too");
    places[name->column] = place;
  }
  for (const Name &name : names)
    if (name.column < Alignment && !places[name.column])
      return refuseTable(header.front().at(), "there is no column '" +
                                                  name.name + "'; " +
                                                  expectedColumns);
  table.idColumn = *places[Id];
  table.offsetColumn = places[Offset];
  return llvm::Error::success();
}

llvm::Error Reader::readNumber(const CsvField &field, int64_t &number) {
  std::string value = field.value();
  llvm::StringRef digits = llvm::StringRef(value).trim(' ');
  if (digits.getAsInteger(10, number))
    return refuseTable(field.at(), "'" + digits + "' is no integer of 64 bits");
  return llvm::Error::success();
}

llvm::Error Reader::readBuffer(const CsvRow &row, LiveBuffer &buffer) {
  LiveRange range;
  if (llvm::Error error = readNumber(*fieldOf(row, Lower), range.start))
    return error;
  if (llvm::Error error = readNumber(*fieldOf(row, Upper), range.end))
    return error;
  buffer.live = {range};
  if (llvm::Error error = readNumber(*fieldOf(row, Size), buffer.size))
    return error;
  auto isGiven = [](const CsvField *field) {
    return field && !field->value().empty();
  };
  if (const CsvField *field = fieldOf(row, Alignment); isGiven(field))
    if (llvm::Error error = readNumber(*field, buffer.alignment))
      return error;
  if (const CsvField *field = fieldOf(row, Offset); isGiven(field))
    return readNumber(*field, buffer.pinned.emplace());
  return llvm::Error::success();
}

llvm::Error Reader::readRow(const CsvRow &row) {
  size_t columns = table.rows.front().size();
  if (row.size() != columns)
    return refuseTable(row.back().at(),
                       "the row ends here with " + llvm::Twine(row.size()) +
                           " fields; the header has " + llvm::Twine(columns));
  const CsvField &id = *fieldOf(row, Id);
  auto [entry, isNew] = ids.try_emplace(id.value(), id.at());
  if (!isNew)
    return contradict(id.at(), "there is a buffer '" + id.value() + "' already",
                      entry->second, "here");
  return readBuffer(row, table.buffers.emplace_back());
}

llvm::Expected<BufferTable> Reader::read() {
  llvm::Expected<std::vector<CsvRow>> rows = parseCsv(text);
  if (!rows)
    return rows.takeError();
  table.rows = std::move(*rows);
  if (llvm::Error error = readHeader())
    return error;
  for (const CsvRow &row : llvm::drop_begin(table.rows))
    if (llvm::Error error = readRow(row))
      return error;
  return std::move(table);
}

llvm::Expected<BufferTable> parseBufferTable(llvm::StringRef text) {
  return Reader(text).read();
}

llvm::Expected<Packing> packTable(const BufferTable &table,
                                  const PackingOptions &options) {
  auto locationOf = [&](unsigned buffer) {
    return table.rows[buffer + 1].front().at();
  };
  llvm::Expected<Packing> packing = packIntervals(table.buffers, options);
  if (packing)
    return packing;
  return llvm::handleErrors(
      packing.takeError(), [&](const PackingError &error) -> llvm::Error {
        if (!error.other)
          return refuseTable(locationOf(error.buffer), error.text);
        return contradict(locationOf(error.buffer), error.text,
                          locationOf(*error.other), "this one");
      });
}

std::string formatBufferTable(const BufferTable &table,
                              llvm::ArrayRef<int64_t> offsets) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (auto [number, row] : llvm::enumerate(table.rows)) {
    std::string offset =
        number == 0 ? "offset" : std::to_string(offsets[number - 1]);
    for (auto [column, field] : llvm::enumerate(row))
      os << (column == 0 ? "" : ",")
         << (column == table.offsetColumn ? offset : field.written());
    if (!table.offsetColumn)
      os << "," << offset;
    os << "\n";
  }
  return text;
}

} // namespace ag
