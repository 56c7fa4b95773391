/*===- Output.c - writing an executable's results -------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which file does the path of a result name?
|*
\*===----------------------------------------------------------------------===*/
#define _XOPEN_SOURCE 700
#include "Output.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writes the folder of `path`, including its last slash, to `folder`. */
static void get_folder(const char *path, char *folder) {
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) + 1 : 0;
  memcpy(folder, path, length);
  folder[length] = 0;
}

static bool is_same_folder(const char *a, const char *b) {
  char real_a[AG_RT_PATH_BYTES], real_b[AG_RT_PATH_BYTES];
  return realpath(a, real_a) && realpath(b, real_b) &&
         strcmp(real_a, real_b) == 0;
}

/* Returns the descriptor that `path` names, as /dev/fd/3 does, or -1. */
static int find_descriptor(const char *path) {
  char folder[AG_RT_PATH_BYTES];
  get_folder(path, folder);
  const char *name = path + strlen(folder);
  size_t digits = strspn(name, "0123456789");
  if (digits == 0 || digits > 9 || name[digits] ||
      !(is_same_folder(folder, "/proc/self/fd") ||
        is_same_folder(folder, "/proc/thread-self/fd")))
    return -1;
  return atoi(name);
}

/* Replaces the link at `path` by its target. Returns false if it is no link, or
 * if the result is too long. */
static bool follow_link(char *path) {
  char target[AG_RT_PATH_BYTES], folder[AG_RT_PATH_BYTES];
  ssize_t length = readlink(path, target, sizeof(target) - 1);
  if (length < 0)
    return false;
  target[length] = 0;
  get_folder(path, folder);
  size_t start = target[0] == '/' ? 0 : strlen(folder);
  if (start + (size_t)length >= AG_RT_PATH_BYTES)
    return false;
  memcpy(path + start, target, (size_t)length + 1);
  return true;
}

static bool open_stream(int file, ag_rt_output *output) {
  output->place[0] = output->part[0] = 0;
  output->stream = file < 0 ? NULL : fdopen(file, "wb");
  if (!output->stream && file >= 0)
    close(file);
  return output->stream != NULL;
}

/* Opens a duplicate of a descriptor. Flushes standard output first, which may
 * be the same file. */
static bool open_descriptor(int number, ag_rt_output *output) {
  fflush(stdout);
  return open_stream(dup(number), output);
}

/* Returns true if a rename to `place` would replace the file `named`. It would
 * not if `place` comes from a link of procfs to a file without a name. */
static bool can_replace(const struct stat *named, const char *place) {
  struct stat found;
  return S_ISREG(named->st_mode) && stat(place, &found) == 0 &&
         named->st_dev == found.st_dev && named->st_ino == found.st_ino;
}

/* Creates a file beside the place. It has the permissions of `old`, the file to
 * be replaced, if there is one, and its owner, if this user may set it. */
static bool open_part(const struct stat *old, ag_rt_output *output) {
  int length = snprintf(output->part, sizeof(output->part), "%s.%ld.part",
                        output->place, (long)getpid());
  if (length >= (int)sizeof(output->part)) {
    errno = ENAMETOOLONG;
    return false;
  }
  remove(output->part);
  int file =
      open(output->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)0666);
  if (file < 0)
    return false;
  bool is_owner = !old || fchown(file, old->st_uid, old->st_gid) == 0 ||
                  fchown(file, (uid_t)-1, old->st_gid) == 0;
  (void)is_owner;
  if (!old || fchmod(file, old->st_mode & 0777) == 0)
    output->stream = fdopen(file, "wb");
  if (!output->stream) {
    int error = errno;
    close(file);
    remove(output->part);
    errno = error;
  }
  return output->stream != NULL;
}

bool ag_rt_open_output(const char *path, ag_rt_output *output) {
  output->stream = NULL;
  if (strcmp(path, "-") == 0)
    return open_descriptor(STDOUT_FILENO, output);
  /* Refuses links that Linux does not follow, such as another user's in
   * /tmp. */
  struct stat named;
  bool is_there = stat(path, &named) == 0;
  if (!is_there && errno != ENOENT)
    return false;
  size_t length = strlen(path);
  if (length >= AG_RT_PATH_BYTES) {
    errno = ENAMETOOLONG;
    return false;
  }
  memcpy(output->place, path, length + 1);
  int links = 40; /* the limit of Linux */
  do {
    int descriptor = find_descriptor(output->place);
    if (descriptor >= 0)
      return open_descriptor(descriptor, output);
  } while (links-- > 0 && follow_link(output->place));
  /* Opens without O_CREAT, which Linux refuses for others' pipes in /tmp. */
  if (is_there && !can_replace(&named, output->place))
    return open_stream(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), output);
  return open_part(is_there ? &named : NULL, output);
}

bool ag_rt_close_output(ag_rt_output *output, bool is_whole) {
  int error = errno;
  bool good = fclose(output->stream) == 0 && is_whole;
  if (is_whole)
    error = errno;
  if (good && output->part[0]) {
    good = rename(output->part, output->place) == 0;
    error = errno;
  }
  if (!good && output->part[0])
    remove(output->part);
  errno = error;
  return good;
}
