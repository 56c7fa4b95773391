//===- WriteFileTest.cpp - tests of files that are whole ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/WriteFile.h"
#include "Outcome.h"
#include "TestFolder.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace ag;
namespace fs = llvm::sys::fs;

namespace {
class WriteFile : public TestFolder {
protected:
  size_t countEntries() const {
    std::error_code code;
    fs::directory_iterator it(directory, code), end;
    size_t count = 0;
    for (; !code && it != end; it.increment(code))
      ++count;
    return count;
  }
};

std::string contentsOf(llvm::StringRef path) {
  return llvm::cantFail(
             llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(path)))
      ->getBuffer()
      .str();
}
} // namespace

TEST_F(WriteFile, WritesAndReplaces) {
  std::string path = at("x");
  EXPECT_EQ(messageOf(writeFile(path, "one")), "");
  EXPECT_EQ(messageOf(writeFile(path, llvm::StringRef("t\0wo", 4))), "");
  EXPECT_EQ(contentsOf(path), std::string("t\0wo", 4));
  EXPECT_EQ(countEntries(), 1u);
}

TEST_F(WriteFile, PrintsWhatFollows) {
  std::string path = at("x");
  ASSERT_EQ(messageOf(writeFile(path, "old")), "");
  NewFile file{path, "head "};
  file.print = [](llvm::raw_ostream &os) -> llvm::Error {
    os << "tail";
    return llvm::createStringError("it is not all there");
  };
  EXPECT_EQ(messageOf(writeFiles(file)), "it is not all there");
  EXPECT_EQ(contentsOf(path), "old");
  EXPECT_EQ(countEntries(), 1u);
  file.print = [](llvm::raw_ostream &os) {
    os << "tail";
    return llvm::Error::success();
  };
  EXPECT_EQ(messageOf(writeFiles(file)), "");
  EXPECT_EQ(contentsOf(path), "head tail");
}

TEST_F(WriteFile, TakesAnyName) {
  ASSERT_FALSE(fs::create_directory(at("50%")));
  for (const std::string &path : {at("50%/a%b"), at(std::string(255, 'x'))}) {
    EXPECT_EQ(messageOf(writeFile(path, "one")), "");
    EXPECT_EQ(contentsOf(path), "one");
  }
}

TEST_F(WriteFile, NamesThePathThatCannotBeWritten) {
  std::string path = at("absent/x");
  EXPECT_EQ(messageOf(writeFile(path, "one")).find("'" + path + "'"), 0u);
  std::string isDirectory = at("");
  EXPECT_EQ(messageOf(writeFile(isDirectory, "one")),
            "'" + isDirectory + "': Is a directory");
}

TEST_F(WriteFile, LeavesDevicesWhereTheyAre) {
  EXPECT_EQ(messageOf(writeFile("/dev/null", "one")), "");
  EXPECT_EQ(messageOf(writeFile("/dev/full", "one")),
            "'/dev/full': No space left on device");
  fs::file_status status;
  ASSERT_FALSE(fs::status("/dev/null", status));
  EXPECT_EQ(status.type(), fs::file_type::character_file);
}

TEST_F(WriteFile, KeepsTheOldFileWhenTheNewOneDoesNotFit) {
  std::string path = at("x");
  ASSERT_EQ(messageOf(writeFile(path, "old")), "");

  auto *oldHandler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 100;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message = messageOf(writeFile(path, std::string(1000, 'x')));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, oldHandler);

  EXPECT_EQ(message, "'" + path + "': File too large");
  EXPECT_EQ(contentsOf(path), "old");
  EXPECT_EQ(countEntries(), 1u);
}

TEST_F(WriteFile, WritesAllOrNone) {
  std::string a = at("a"), b = at("b");
  ASSERT_EQ(messageOf(writeFile(a, "old")), "");
  std::string absent = at("absent/b"), isDirectory = at("");
  for (const std::string &bad : {absent, isDirectory, std::string("/dev/full")})
    EXPECT_EQ(messageOf(writeFiles({{a, "new"}, {bad, "new"}})).find("'" + bad),
              0u);
  EXPECT_EQ(contentsOf(a), "old");
  EXPECT_EQ(countEntries(), 1u);

  EXPECT_EQ(messageOf(writeFiles({{a, "1"}, {b, "2"}})), "");
  EXPECT_EQ(contentsOf(a), "1");
  EXPECT_EQ(contentsOf(b), "2");
  EXPECT_EQ(countEntries(), 2u);
}

TEST_F(WriteFile, LetsReadersRunWhatIsExecutable) {
  std::string plain = at("plain"), program = at("program");
  ASSERT_EQ(messageOf(writeFiles({{plain, "x"}, {program, "x", true}})), "");
  EXPECT_FALSE(fs::can_execute(plain));
  EXPECT_TRUE(fs::can_execute(program));
}

//===----------------------------------------------------------------------===//
// Attributes that stay
//===----------------------------------------------------------------------===//

TEST_F(WriteFile, KeepsPermissions) {
  std::string secret = at("secret"), open = at("open");
  for (const std::string &path : {secret, open})
    ASSERT_EQ(messageOf(writeFile(path, "old")), "");
  auto mine = fs::owner_read | fs::owner_write;
  ASSERT_FALSE(fs::setPermissions(secret, mine));
  ASSERT_FALSE(fs::setPermissions(open, fs::all_read | fs::all_write));
  EXPECT_EQ(messageOf(writeFiles({{secret, "x", true}, {open, "x"}})), "");
  EXPECT_EQ(*fs::getPermissions(secret), fs::owner_all);
  EXPECT_EQ(*fs::getPermissions(open), fs::all_read | fs::all_write);
}

TEST_F(WriteFile, KeepsTheOldFileOfAFolderThatCannotBeWritten) {
  // root may write everywhere, so another user writes here.
  uid_t user = geteuid();
  std::string path = at("x");
  ASSERT_EQ(messageOf(writeFile(path, "old")), "");
  ASSERT_FALSE(fs::setPermissions(path, fs::all_read | fs::all_write));
  ASSERT_FALSE(fs::setPermissions(directory, fs::all_read | fs::all_exe));
  constexpr uid_t nobody = 65534;
  if (user == 0)
    ASSERT_EQ(seteuid(nobody), 0);
  std::string message = messageOf(writeFile(path, "new"));
  if (user == 0)
    ASSERT_EQ(seteuid(user), 0);
  ASSERT_FALSE(fs::setPermissions(directory, fs::all_all));
  EXPECT_EQ(message, "'" + path + "': Permission denied");
  EXPECT_EQ(contentsOf(path), "old");
  EXPECT_EQ(countEntries(), 1u);
}
