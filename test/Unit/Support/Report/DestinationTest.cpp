//===- DestinationTest.cpp - tests of links, streams and devices ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where do contents go that are written to a link, an open descriptor or a
// pipe? This test covers what all writers of outputs share.
//
//===----------------------------------------------------------------------===//
#include "Outcome.h"
#include "TestFolder.h"
#include "ag/Support/Report/WriteFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace ag;
namespace fs = llvm::sys::fs;

namespace {
/// A folder with a subfolder
class Destinations : public TestFolder {
protected:
  void SetUp() override {
    TestFolder::SetUp();
    ASSERT_FALSE(fs::create_directory(at("deep")));
  }

  void link(llvm::StringRef name, const std::string &target) const {
    ASSERT_EQ(symlink(target.c_str(), at(name).c_str()), 0);
  }
  std::string read(llvm::StringRef name) const {
    auto file = llvm::MemoryBuffer::getFile(at(name));
    return file ? (*file)->getBuffer().str() : "nothing";
  }
  bool isLink(llvm::StringRef name) const {
    return fs::is_symlink_file(at(name));
  }
};

/// An open descriptor of a file, with these flags
class OpenFile {
public:
  OpenFile(const std::string &path, int flags)
      : number(::open(path.c_str(), O_WRONLY | flags)) {}
  ~OpenFile() { ::close(number); }
  std::string spell(llvm::StringRef folder) const {
    return (folder + llvm::Twine(number)).str();
  }

private:
  int number;
};

bool isCharacterDevice(llvm::StringRef path) {
  fs::file_status status;
  return !fs::status(path, status, /*Follow=*/false) &&
         status.type() == fs::file_type::character_file;
}
} // namespace

TEST_F(Destinations, FollowsLinks) {
  ASSERT_EQ(messageOf(writeFile(at("old"), "old")), "");
  link("direct", at("old"));
  link("deep/up", "../direct");
  for (const char *name : {"direct", "deep/up"}) {
    EXPECT_EQ(messageOf(writeFile(at(name), name)), "");
    EXPECT_TRUE(isLink(name));
    EXPECT_FALSE(isLink("old"));
    EXPECT_EQ(read("old"), name);
  }
}

TEST_F(Destinations, MakesWhatALinkLeadsTo) {
  link("link", "deep/new");
  link("chain", "link");
  EXPECT_EQ(messageOf(writeFile(at("chain"), "one")), "");
  EXPECT_TRUE(isLink("chain") && isLink("link"));
  EXPECT_EQ(read("deep/new"), "one");
  // The link's target is a file named "-", not standard output.
  link("dash", "-");
  EXPECT_EQ(messageOf(writeFile(at("dash"), "two")), "");
  EXPECT_EQ(read("-"), "two");
}

TEST_F(Destinations, FollowsLinksOfFolders) {
  ASSERT_FALSE(fs::create_directory(at("deep/deeper")));
  link("folder", "deep/deeper");
  link("deep/deeper/link", "../x");
  EXPECT_EQ(messageOf(writeFile(at("folder/link"), "one")), "");
  EXPECT_EQ(read("deep/x"), "one");
}

TEST_F(Destinations, RefusesLinksThatLeadNowhere) {
  link("a", at("b"));
  link("b", "a");
  link("self", "self");
  for (const char *name : {"a", "self"})
    EXPECT_EQ(messageOf(writeFile(at(name), "x")),
              "'" + at(name) + "': Too many levels of symbolic links");
  link("lost", at("none/x"));
  EXPECT_EQ(messageOf(writeFile(at("lost"), "x")),
            "'" + at("lost") + "', which links to '" + at("none/x") +
                "': No such file or directory");
  link("folder", "deep");
  EXPECT_EQ(messageOf(writeFile(at("folder"), "x")),
            "'" + at("folder") + "', which links to '" + at("deep") +
                "': Is a directory");
}

TEST_F(Destinations, WritesOpenDescriptorsWhereTheyStand) {
  for (const char *folder : {"/dev/fd/", "/proc/self/fd/"}) {
    ASSERT_EQ(messageOf(writeFile(at("x"), "head ")), "");
    OpenFile appended(at("x"), O_APPEND);
    EXPECT_EQ(messageOf(writeFile(appended.spell(folder), "one ")), "");
    link("link", appended.spell(folder));
    EXPECT_EQ(messageOf(writeFile(at("link"), "two")), "");
    EXPECT_EQ(read("x"), "head one two");
    ASSERT_FALSE(fs::remove(at("link")));

    OpenFile replaced(at("x"), O_TRUNC);
    EXPECT_EQ(messageOf(writeFile(replaced.spell(folder), "1")), "");
    EXPECT_EQ(messageOf(writeFile(replaced.spell(folder), "2")), "");
    EXPECT_EQ(read("x"), "12");
  }
}

TEST_F(Destinations, RefusesDescriptorsThatAreNotOpen) {
  EXPECT_EQ(messageOf(writeFile("/dev/fd/1000", "x")),
            "'/dev/fd/1000': Bad file descriptor");
  // Opening the first file under the second one's number would be an error.
  int free = dup(STDIN_FILENO);
  close(free);
  std::string path = "/dev/fd/" + std::to_string(free);
  EXPECT_EQ(messageOf(writeFiles({{at("x"), "x"}, {path, "y"}})),
            "'" + path + "': Bad file descriptor");
  EXPECT_EQ(read("x"), "nothing");
}

TEST_F(Destinations, WritesPipesInPlace) {
  ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
  link("link", "pipe");
  for (const char *name : {"pipe", "link"}) {
    std::string read;
    std::thread reader([&] {
      int file = ::open(at("pipe").c_str(), O_RDONLY);
      char text[16];
      for (ssize_t count; (count = ::read(file, text, sizeof(text))) > 0;)
        read.append(text, count);
      close(file);
    });
    EXPECT_EQ(messageOf(writeFile(at(name), "what goes through")), "");
    reader.join();
    EXPECT_EQ(read, "what goes through");
  }
}

TEST_F(Destinations, LeavesDevicesWhereTheyAre) {
  link("null", "/dev/null");
  link("full", "/dev/full");
  EXPECT_EQ(messageOf(writeFile(at("null"), "x")), "");
  EXPECT_EQ(messageOf(writeFile(at("full"), "x")),
            "'" + at("full") +
                "', which links to '/dev/full': No space left on device");
  EXPECT_TRUE(isLink("null") && isLink("full"));
  EXPECT_TRUE(isCharacterDevice("/dev/null") && isCharacterDevice("/dev/full"));
}

TEST_F(Destinations, WritesAFileThatLostItsName) {
  int file = ::open(at("x").c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(::write(file, "longer", 6), 6);
  ASSERT_FALSE(fs::remove(at("x")));
  // Through /proc, an own descriptor is the file that lost its name.
  std::string path = "/proc/" + std::to_string(getpid()) + "/task/" +
                     std::to_string(getpid()) + "/fd/" + std::to_string(file);
  std::string message;
  std::thread([&] { message = messageOf(writeFile(path, "x")); }).join();
  EXPECT_EQ(message, "");
  struct stat status;
  ASSERT_EQ(fstat(file, &status), 0);
  EXPECT_EQ(status.st_size, 1);
  close(file);
}
