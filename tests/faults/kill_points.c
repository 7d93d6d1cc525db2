/* Kills the program that it is preloaded into, at one call of one function on one file:
 *
 *   TOUCHPOINT_KILL=<call>:<when>:<file>:<n>      fdatasync:after:journal.db-wal:17
 *
 *   call   fdatasync  fsync  write (pwrite, too)  ftruncate  rename  unlink (remove, unlinkat and
 *          so folders, too)  send (write to a socket, too)
 *   when   before, after, or torn: half of the bytes go out first (write and send)
 *   file   a pattern of fnmatch(3): for the file's name or, with a slash in it, for its whole path;
 *          of a socket: tcp or unix
 *   n      the n-th such call of the process, from 1
 *
 * So programs die at named points although nothing in them knows of it. SIGKILL to oneself takes
 * effect before kill() returns. What is wrong with the variable is said once, and nothing dies. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NEVER, BEFORE, AFTER, TORN };

static char call_[32];
static char pattern_[128];
static int when_ = NEVER;
static long nth_;
static atomic_long seen_;

__attribute__((constructor)) static void read_plan(void) {
  const char* plan = getenv("TOUCHPOINT_KILL");
  char when[16];
  if (plan == NULL || *plan == '\0') return;
  if (sscanf(plan, "%31[^:]:%15[^:]:%127[^:]:%ld", call_, when, pattern_, &nth_) != 4) {
    fprintf(stderr, "TOUCHPOINT_KILL is not call:when:file:n\n");
    return;
  }
  when_ = strcmp(when, "before") == 0  ? BEFORE
          : strcmp(when, "after") == 0 ? AFTER
          : strcmp(when, "torn") == 0  ? TORN
                                       : NEVER;
  if (when_ == NEVER) fprintf(stderr, "TOUCHPOINT_KILL: when is before, after or torn\n");
}

static void die(void) {
  kill(getpid(), SIGKILL);
}

static int path_matches(const char* path) {
  const char* slash = strrchr(path, '/');
  const char* name = strchr(pattern_, '/') != NULL || slash == NULL ? path : slash + 1;
  return fnmatch(pattern_, name, 0) == 0;
}

/* What a descriptor is, as far as the pattern is concerned. */
static int descriptor_matches(int fd, int is_socket) {
  char link[32];
  char path[PATH_MAX];
  if (is_socket) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr*)&address, &size) != 0) return 0;
    return strcmp(pattern_, address.ss_family == AF_UNIX ? "unix" : "tcp") == 0;
  }
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = '\0';
  return path_matches(path);
}

/* Whether this is the call to die at. */
static int is_due(const char* call, int matches) {
  return matches && strcmp(call_, call) == 0 && atomic_fetch_add(&seen_, 1) + 1 == nth_;
}

static int due_on_file(const char* call, int fd) {
  if (when_ == NEVER || strcmp(call_, call) != 0) return 0;
  return is_due(call, descriptor_matches(fd, 0));
}

static int due_on_socket(int fd) {
  if (when_ == NEVER || strcmp(call_, "send") != 0) return 0;
  return is_due("send", descriptor_matches(fd, 1));
}

static int due_on_write(int fd) {
  struct stat facts;
  if (when_ == NEVER || (strcmp(call_, "write") != 0 && strcmp(call_, "send") != 0)) return 0;
  if (fstat(fd, &facts) == 0 && S_ISSOCK(facts.st_mode)) return due_on_socket(fd);
  return due_on_file("write", fd);
}

static int due_on_paths(const char* call, const char* one, const char* other) {
  if (when_ == NEVER || strcmp(call_, call) != 0) return 0;
  return is_due(call, path_matches(one) || (other != NULL && path_matches(other)));
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define AROUND(result_type, due, real_call) \
  const int due_now = (due);                \
  if (due_now && when_ != AFTER) die();     \
  const result_type result = (real_call);   \
  if (due_now) die();                       \
  return result

/* The same with half of the bytes when torn. */
#define AROUND_BYTES(due, half_call, real_call) \
  const int due_now = (due);                    \
  if (due_now && when_ == BEFORE) die();        \
  if (due_now && when_ == TORN) {               \
    (void)!(half_call);                         \
    die();                                      \
  }                                             \
  const ssize_t result = (real_call);           \
  if (due_now) die();                           \
  return result

int fdatasync(int fd) {
  AROUND(int, due_on_file("fdatasync", fd), REAL(fdatasync)(fd));
}

int fsync(int fd) {
  AROUND(int, due_on_file("fsync", fd), REAL(fsync)(fd));
}

int ftruncate(int fd, off_t size) {
  AROUND(int, due_on_file("ftruncate", fd), REAL(ftruncate)(fd, size));
}

int ftruncate64(int fd, off64_t size) {
  AROUND(int, due_on_file("ftruncate", fd), REAL(ftruncate64)(fd, size));
}

int unlink(const char* path) {
  AROUND(int, due_on_paths("unlink", path, NULL), REAL(unlink)(path));
}

int remove(const char* path) {
  AROUND(int, due_on_paths("unlink", path, NULL), REAL(remove)(path));
}

/* A name in an open folder is matched as the path that it is. */
int unlinkat(int folder, const char* name, int flags) {
  char link[32];
  char path[PATH_MAX];
  size_t length = 0;
  if (folder != AT_FDCWD && *name != '/') {
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    const ssize_t size = readlink(link, path, sizeof path - 1);
    length = size > 0 ? (size_t)size : 0;
  }
  snprintf(path + length, sizeof path - length, length > 0 ? "/%s" : "%s", name);
  AROUND(int, due_on_paths("unlink", path, NULL), REAL(unlinkat)(folder, name, flags));
}

int rename(const char* from, const char* to) {
  AROUND(int, due_on_paths("rename", from, to), REAL(rename)(from, to));
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  AROUND(int, due_on_paths("rename", from, to),
         REAL(renameat2)(from_folder, from, to_folder, to, flags));
}

ssize_t write(int fd, const void* bytes, size_t size) {
  AROUND_BYTES(due_on_write(fd), REAL(write)(fd, bytes, size / 2), REAL(write)(fd, bytes, size));
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  AROUND_BYTES(due_on_file("write", fd), REAL(pwrite)(fd, bytes, size / 2, at),
               REAL(pwrite)(fd, bytes, size, at));
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  AROUND_BYTES(due_on_file("write", fd), REAL(pwrite64)(fd, bytes, size / 2, at),
               REAL(pwrite64)(fd, bytes, size, at));
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  AROUND_BYTES(due_on_socket(fd), REAL(send)(fd, bytes, size / 2, flags),
               REAL(send)(fd, bytes, size, flags));
}

static ssize_t send_half(int fd, const struct msghdr* message, int flags) {
  if (message->msg_iovlen == 0) return 0;
  return REAL(send)(fd, message->msg_iov[0].iov_base, message->msg_iov[0].iov_len / 2, flags);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  AROUND_BYTES(due_on_socket(fd), send_half(fd, message, flags), REAL(sendmsg)(fd, message, flags));
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  AROUND_BYTES(due_on_write(fd), REAL(write)(fd, parts[0].iov_base, parts[0].iov_len / 2),
               REAL(writev)(fd, parts, count));
}
