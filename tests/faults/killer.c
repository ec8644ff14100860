/* Loaded into a trainer (LD_PRELOAD): counts its changes of files below a folder, and kills it at one.
 *
 * strace can inject a signal too, but it counts the calls of each thread by itself, and checkpoints are written
 * by many threads: most of their calls would never be the n-th. Here the count is of the process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static long calls, last; /* changes so far; the one to die at */
static int halves, out = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Begins to count. Every change is a line of the file `record`: what was called, on which path below `path`.
 * The process is killed before change number `at`, or, with `half`, when half of what it writes is written. */
void arm(const char *path, const char *record, long at, int half) {
  snprintf(folder, sizeof folder, "%s", path);
  if (out >= 0) close(out);
  calls = 0;
  last = at;
  halves = half;
  out = open(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

/* Returns how much to write before dying, or -1 to go on. */
static ssize_t change(const char *name, const char *path, size_t size) {
  size_t n = strlen(folder);
  if (out < 0 || strncmp(path, folder, n) || (path[n] && path[n] != '/')) return -1;
  char line[2 * PATH_MAX];
  int length = snprintf(line, sizeof line, "%s %s\n", name, path[n] ? path + n + 1 : ".");
  pthread_mutex_lock(&one_at_a_time); /* kept by a thread that dies, so that no other goes on */
  syscall(SYS_write, out, line, (size_t)length);
  if (++calls == last) {
    if (halves && size > 1) return (ssize_t)(size / 2);
    die();
  }
  pthread_mutex_unlock(&one_at_a_time);
  return -1;
}

static const char *of_descriptor(int fd, char *to) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, to, PATH_MAX - 1);
  to[n < 0 ? 0 : n] = 0;
  return to;
}

static const char *absolute(int at, const char *path, char *to) {
  if (path[0] == '/') return path;
  char base[PATH_MAX];
  if (at == AT_FDCWD) { if (!getcwd(base, sizeof base)) base[0] = 0; }
  else of_descriptor(at, base);
  if (snprintf(to, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) to[0] = 0;
  return to;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define ON_PATH(result, name, at, path, arguments, ...) \
  result name arguments { \
    REAL(name); \
    char buffer[PATH_MAX]; \
    change(#name, absolute(at, path, buffer), 0); \
    return real(__VA_ARGS__); \
  }
#define ON_FILE(name, arguments, ...) \
  int name arguments { \
    REAL(name); \
    char buffer[PATH_MAX]; \
    change(#name, of_descriptor(fd, buffer), 0); \
    return real(__VA_ARGS__); \
  }
#define OPEN(name, at, arguments, ...) \
  int name arguments { \
    REAL(name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    char buffer[PATH_MAX]; \
    if (flags & (O_CREAT | O_TRUNC)) change(#name, absolute(at, path, buffer), 0); \
    return real(__VA_ARGS__, flags, mode); \
  }
#define WRITE(name, arguments, size, ...) \
  ssize_t name arguments { \
    REAL(name); \
    char buffer[PATH_MAX]; \
    ssize_t some = change(#name, of_descriptor(fd, buffer), size); \
    if (some < 0) return real(__VA_ARGS__); \
    size = (size_t)some; \
    real(__VA_ARGS__); \
    die(); \
    return -1; \
  }

OPEN(open, AT_FDCWD, (const char *path, int flags, ...), path)
OPEN(open64, AT_FDCWD, (const char *path, int flags, ...), path)
OPEN(openat, at, (int at, const char *path, int flags, ...), at, path)
OPEN(openat64, at, (int at, const char *path, int flags, ...), at, path)
WRITE(write, (int fd, const void *data, size_t size), size, fd, data, size)
WRITE(pwrite, (int fd, const void *data, size_t size, off_t at), size, fd, data, size, at)
WRITE(pwrite64, (int fd, const void *data, size_t size, off64_t at), size, fd, data, size, at)
/* Of several pieces, half of the pieces, or none of one. */
ssize_t writev(int fd, const struct iovec *pieces, int count) {
  REAL(writev);
  char buffer[PATH_MAX];
  ssize_t some = change("writev", of_descriptor(fd, buffer), (size_t)count);
  if (some < 0) return real(fd, pieces, count);
  real(fd, pieces, (int)some);
  die();
  return -1;
}
ON_FILE(fsync, (int fd), fd)
ON_FILE(fdatasync, (int fd), fd)
ON_FILE(ftruncate, (int fd, off_t size), fd, size)
ON_FILE(ftruncate64, (int fd, off64_t size), fd, size)
ON_FILE(posix_fallocate, (int fd, off_t at, off_t size), fd, at, size)
ON_PATH(int, truncate, AT_FDCWD, path, (const char *path, off_t size), path, size)
ON_PATH(int, mkdir, AT_FDCWD, path, (const char *path, mode_t mode), path, mode)
ON_PATH(int, mkdirat, at, path, (int at, const char *path, mode_t mode), at, path, mode)
ON_PATH(int, unlink, AT_FDCWD, path, (const char *path), path)
ON_PATH(int, unlinkat, at, path, (int at, const char *path, int flags), at, path, flags)
ON_PATH(int, rmdir, AT_FDCWD, path, (const char *path), path)
ON_PATH(int, remove, AT_FDCWD, path, (const char *path), path)
ON_PATH(int, rename, AT_FDCWD, to, (const char *from, const char *to), from, to)
ON_PATH(int, renameat, b, to, (int a, const char *from, int b, const char *to), a, from, b, to)
ON_PATH(int, renameat2, b, to, (int a, const char *from, int b, const char *to, unsigned flags),
        a, from, b, to, flags)
ON_PATH(int, link, AT_FDCWD, to, (const char *from, const char *to), from, to)
ON_PATH(int, linkat, b, to, (int a, const char *from, int b, const char *to, int flags),
        a, from, b, to, flags)
ON_PATH(int, symlink, AT_FDCWD, to, (const char *from, const char *to), from, to)
ON_PATH(FILE *, fopen, AT_FDCWD, path, (const char *path, const char *mode), path, mode)
ON_PATH(FILE *, fopen64, AT_FDCWD, path, (const char *path, const char *mode), path, mode)
