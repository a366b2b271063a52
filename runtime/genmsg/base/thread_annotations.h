// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Names for clang's thread-safety attributes; nothing to other compilers.
/// See: clang, Thread Safety Analysis.
#if defined(__clang__)
#define GENMSG_TSA(x) __attribute__((x))
#else
#define GENMSG_TSA(x)
#endif

#define GENMSG_CAPABILITY(name) GENMSG_TSA(capability(name))
#define GENMSG_SCOPED_CAPABILITY GENMSG_TSA(scoped_lockable)
#define GENMSG_GUARDED_BY(mutex) GENMSG_TSA(guarded_by(mutex))
#define GENMSG_REQUIRES(...) GENMSG_TSA(requires_capability(__VA_ARGS__))
#define GENMSG_EXCLUDES(...) GENMSG_TSA(locks_excluded(__VA_ARGS__))
#define GENMSG_ACQUIRE(...) GENMSG_TSA(acquire_capability(__VA_ARGS__))
#define GENMSG_RELEASE(...) GENMSG_TSA(release_capability(__VA_ARGS__))
#define GENMSG_TRY_ACQUIRE(...) GENMSG_TSA(try_acquire_capability(__VA_ARGS__))
