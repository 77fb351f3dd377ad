/* Stands between a program and the C library where it writes files under one folder: it records every write, sync,
 * cut and removal, and lets those that are asked for fail. Knows nothing of SQLite.
 *
 * SHIM_UNDER   the folder; other files are left alone
 * SHIM_LOG     where to record: a header line a call, followed by the bytes that were written
 * SHIM_FAULT   a file with "<kind> <first> <last> <serial>": between the first-th and the last-th call since the serial
 *              number is a new one, those of the kind fail (enospc, eio, short: writes; fsync: syncs). It is read anew
 *              at every call, so that a fault can end. An empty file is no fault.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static long calls;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static ssize_t put(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    return real(fd, bytes, count);
}

/* The path of a descriptor if it lies under the folder, else NULL. */
static const char *watched(int fd, char *path) {
    const char *under = getenv("SHIM_UNDER");
    char link[64];
    ssize_t length;
    if (!under) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, PATH_MAX);
    if (length <= 0) return NULL;
    path[length] = 0;
    if (strncmp(path, under, strlen(under)) || strstr(path, "-shm") || strstr(path, ".lock")) return NULL;
    return path;
}

static void record(const char *what, const char *path, long long at, const void *bytes, size_t count) {
    static int log = -1;
    char line[PATH_MAX + 64];
    int length;
    if (!getenv("SHIM_LOG")) return;
    if (log < 0) log = open(getenv("SHIM_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    length = snprintf(line, sizeof line, "%s %lld %zu %s\n", what, at, bytes ? count : 0, path);
    put(log, line, (size_t)length);
    if (bytes) put(log, bytes, count);
}

/* The fault that this call meets, or NULL; counts the calls. */
static const char *fault(const char *group) {
    static char kind[16];
    static long armed;
    long first, last, serial;
    const char *place = getenv("SHIM_FAULT");
    FILE *file;
    int found;
    if (!place) return NULL;
    file = fopen(place, "re");
    if (!file) return NULL;
    found = fscanf(file, "%15s %ld %ld %ld", kind, &first, &last, &serial);
    fclose(file);
    if (found != 4) return NULL;
    if (serial != armed) {
        armed = serial;
        calls = 0;
    }
    calls++;
    if (calls < first || calls > last) return NULL;
    if (strcmp(group, strcmp(kind, "fsync") ? "write" : "sync")) return NULL;
    return kind;
}

static ssize_t write_at(int fd, const void *bytes, size_t count, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    char path[PATH_MAX + 1];
    const char *met;
    ssize_t done;
    if (!real) real = next("pwrite64");
    if (!watched(fd, path)) return real(fd, bytes, count, at);
    pthread_mutex_lock(&gate);
    met = fault("write");
    if (met && !strcmp(met, "short") && count > 1) {
        done = real(fd, bytes, count / 2, at);
        if (done > 0) record("write", path, at, bytes, (size_t)done);
        errno = ENOSPC; /* the rest of it fails, as on a disk that has just become full */
        done = -1;
    } else if (met) {
        errno = strcmp(met, "eio") ? ENOSPC : EIO;
        done = -1;
    } else {
        done = real(fd, bytes, count, at);
        if (done > 0) record("write", path, at, bytes, (size_t)done);
    }
    pthread_mutex_unlock(&gate);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return write_at(fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return write_at(fd, bytes, count, at); }

ssize_t write(int fd, const void *bytes, size_t count) {
    char path[PATH_MAX + 1];
    if (!watched(fd, path)) return put(fd, bytes, count);
    return write_at(fd, bytes, count, lseek(fd, 0, SEEK_CUR)) < 0
               ? -1
               : (lseek(fd, (off_t)count, SEEK_CUR), (ssize_t)count);
}

static int sync_with(const char *name, int fd) {
    int (*real)(int) = next(name);
    char path[PATH_MAX + 1];
    int done;
    if (!watched(fd, path)) return real(fd);
    pthread_mutex_lock(&gate);
    if (fault("sync")) {
        errno = EIO;
        done = -1;
    } else {
        done = real(fd);
        if (!done) record("sync", path, 0, NULL, 0);
    }
    pthread_mutex_unlock(&gate);
    return done;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

static int cut(int fd, off_t length) {
    static int (*real)(int, off_t);
    char path[PATH_MAX + 1];
    int done;
    if (!real) real = next("ftruncate64");
    if (!watched(fd, path)) return real(fd, length);
    pthread_mutex_lock(&gate);
    done = real(fd, length);
    if (!done) record("cut", path, length, NULL, 0);
    pthread_mutex_unlock(&gate);
    return done;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

int unlink(const char *path) {
    static int (*real)(const char *);
    const char *under = getenv("SHIM_UNDER");
    int done;
    if (!real) real = next("unlink");
    done = real(path);
    if (!done && under && !strncmp(path, under, strlen(under)) && !strstr(path, "-shm")) {
        pthread_mutex_lock(&gate);
        record("gone", path, 0, NULL, 0);
        pthread_mutex_unlock(&gate);
    }
    return done;
}

int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    const char *under = getenv("SHIM_UNDER");
    int done;
    if (!real) real = next("rename");
    done = real(from, to);
    if (!done && under && !strncmp(to, under, strlen(under))) {
        pthread_mutex_lock(&gate);
        record("named", to, (long long)strlen(from), from, strlen(from));
        pthread_mutex_unlock(&gate);
    }
    return done;
}
