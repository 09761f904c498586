/* Stands between a program and the files of one folder: writes down what the
 * program does to them, in order, and makes a chosen call fail or be its last.
 * Loaded with LD_PRELOAD.
 *
 * DISK_ROOT   the folder, as /proc names it
 * DISK_LOG    where the record goes; none is kept without it
 * DISK_FAULT  a file that, while it is there, makes every call fail with the
 *             errno that it holds
 * DISK_AT     the number of a call, from 1, from which on every call fails
 * DISK_ERRNO  with what errno; 0 kills the process instead
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, SYNC = 3, SYNC_FOLDER = 4, CREATE = 5, UNLINK = 6 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *root, *fault;
static int log_fd = -1, fail_with;
static long calls, fail_at;

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    root = getenv("DISK_ROOT");
    fault = getenv("DISK_FAULT");
    fail_at = getenv("DISK_AT") ? atol(getenv("DISK_AT")) : 0;
    fail_with = getenv("DISK_ERRNO") ? atoi(getenv("DISK_ERRNO")) : 0;
    const char *log = getenv("DISK_LOG");
    if (log) log_fd = real_open(log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path) {
    size_t length = root ? strlen(root) : 0;
    if (!length || strncmp(path, root, length) != 0) return 0;
    if (path[length] && path[length] != '/') return 0;
    /* The memory that processes share is no file to whom the power fails. */
    size_t all = strlen(path);
    return all < 4 || strcmp(path + all - 4, "-shm") != 0;
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static void emit(uint8_t kind, const char *path, uint64_t offset, const void *data, uint32_t size) {
    if (log_fd < 0) return;
    uint32_t name = strlen(path);
    size_t length = 1 + 4 + 8 + 4 + name + size;
    char *record = malloc(length), *at = record;
    *at++ = kind;
    memcpy(at, &name, 4), at += 4;
    memcpy(at, &offset, 8), at += 8;
    memcpy(at, &size, 4), at += 4;
    memcpy(at, path, name), at += name;
    if (size) memcpy(at, data, size);
    for (size_t done = 0; done < length;) {
        ssize_t more = real_write(log_fd, record + done, length - done);
        if (more <= 0) abort();
        done += more;
    }
    free(record);
}

/* The errno that this call fails with, or 0. */
static int failure(void) {
    calls++;
    if (fail_at && calls >= fail_at) {
        if (!fail_with) kill(getpid(), SIGKILL);
        return fail_with;
    }
    if (!fault) return 0;
    char text[16] = {0};
    int fd = real_open(fault, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    return got > 0 ? atoi(text) : 0;
}

#define ENTER                         \
    char path[PATH_MAX];              \
    pthread_once(&once, begin);       \
    pthread_mutex_lock(&turn);
#define LEAVE(result)                      \
    do {                                   \
        __typeof__(result) out = (result); \
        int saved = errno;                 \
        pthread_mutex_unlock(&turn);       \
        errno = saved;                     \
        return out;                        \
    } while (0)
#define FAIL_IF_TOLD                       \
    do {                                   \
        int told = failure();              \
        if (told) {                        \
            pthread_mutex_unlock(&turn);   \
            errno = told;                  \
            return -1;                     \
        }                                  \
    } while (0)

ssize_t write(int fd, const void *data, size_t size) {
    ENTER
    if (fd == log_fd || !path_of(fd, path)) {
        pthread_mutex_unlock(&turn);
        return real_write(fd, data, size);
    }
    FAIL_IF_TOLD;
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_write(fd, data, size);
    if (done > 0) emit(WRITE, path, at, data, done);
    LEAVE(done);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) {
    ENTER
    if (!path_of(fd, path)) {
        pthread_mutex_unlock(&turn);
        return real_pwrite(fd, data, size, at);
    }
    FAIL_IF_TOLD;
    ssize_t done = real_pwrite(fd, data, size, at);
    if (done > 0) emit(WRITE, path, at, data, done);
    LEAVE(done);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return pwrite64(fd, data, size, at);
}

int ftruncate64(int fd, off_t size) {
    ENTER
    if (!path_of(fd, path)) {
        pthread_mutex_unlock(&turn);
        return real_ftruncate(fd, size);
    }
    FAIL_IF_TOLD;
    int done = real_ftruncate(fd, size);
    if (done == 0) emit(TRUNCATE, path, size, NULL, 0);
    LEAVE(done);
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int sync_with(int fd, int (*real)(int)) {
    char path[PATH_MAX];
    pthread_mutex_lock(&turn);
    if (!path_of(fd, path)) {
        pthread_mutex_unlock(&turn);
        return real(fd);
    }
    FAIL_IF_TOLD;
    struct stat found;
    int folder = fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
    int done = real(fd);
    if (done == 0) emit(folder ? SYNC_FOLDER : SYNC, path, 0, NULL, 0);
    LEAVE(done);
}
int fsync(int fd) {
    pthread_once(&once, begin);
    return sync_with(fd, real_fsync);
}
int fdatasync(int fd) {
    pthread_once(&once, begin);
    return sync_with(fd, real_fdatasync);
}

static int open_with(const char *name, int flags, mode_t mode) {
    ENTER
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%s", name);
    if (name[0] != '/' && getcwd(full, sizeof full)) {
        size_t length = strlen(full);
        snprintf(full + length, sizeof full - length, "/%s", name);
    }
    int makes = (flags & O_CREAT) && is_ours(full) && access(full, F_OK) != 0;
    int fd = real_open(name, flags, mode);
    (void)path;
    if (fd >= 0 && makes) emit(CREATE, full, 0, NULL, 0);
    LEAVE(fd);
}
int open64(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_with(name, flags, mode);
}
int open(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_with(name, flags, mode);
}

int unlink(const char *name) {
    ENTER
    (void)path;
    int ours = is_ours(name);
    int done = real_unlink(name);
    if (done == 0 && ours) emit(UNLINK, name, 0, NULL, 0);
    LEAVE(done);
}
