// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/atom.h"

#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "genmsg/base/mutex.h"
#include "genmsg/term/utf8.h"

namespace genmsg {
namespace {

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const noexcept {
    return std::hash<std::string_view>{}(name);
  }
};

class AtomTable {
 public:
  AtomTable() {
    const MutexLock lock(mutex_);
    for (const std::string_view name : detail::predefined_atoms) add(name);
  }

  Atom intern(std::string_view name) GENMSG_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const auto found = indexes_.find(name);
    return Atom::from_index(found != indexes_.end() ? found->second : add(name));
  }

  std::optional<Atom> find(std::string_view name) GENMSG_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const auto found = indexes_.find(name);
    if (found == indexes_.end()) return std::nullopt;
    return Atom::from_index(found->second);
  }

  std::string_view name(std::uint32_t index) noexcept GENMSG_EXCLUDES(mutex_) {
    const std::string* text = load(index);
    if (text == nullptr) {
      // An index that came through a relaxed counter may be seen before the name it stands for.
      // Whoever made it has left the lock since, so taking the lock makes the name visible.
      const MutexLock lock(mutex_);
      text = load(index);
    }
    return text != nullptr ? std::string_view(*text) : std::string_view();
  }

 private:
  static constexpr std::size_t chunk_size = 4096;
  // A name is a key of indexes_, which is a node that never moves.
  using Chunk = std::array<std::atomic<const std::string*>, chunk_size>;

  const std::string* load(std::uint32_t index) const noexcept {
    if (index >= Atom::max_count) return nullptr;
    // Both acquire loads pair with the release stores in add().
    const Chunk* chunk = chunks_[index / chunk_size].load(std::memory_order_acquire);
    if (chunk == nullptr) return nullptr;
    return (*chunk)[index % chunk_size].load(std::memory_order_acquire);
  }

  std::uint32_t add(std::string_view name) GENMSG_REQUIRES(mutex_) {
    if (indexes_.size() >= Atom::max_count) throw std::length_error("too many atoms");
    if (detail::count_characters(name) > Atom::max_characters) {
      throw std::length_error("an atom has at most 255 characters");
    }
    const auto index = static_cast<std::uint32_t>(indexes_.size());
    std::atomic<Chunk*>& chunk = chunks_[index / chunk_size];
    if (chunk.load(std::memory_order_relaxed) == nullptr) {  // written under this lock only
      chunk.store(new Chunk{}, std::memory_order_release);
    }
    const auto node = indexes_.emplace(name, index).first;
    (*chunk.load(std::memory_order_relaxed))[index % chunk_size].store(&node->first,
                                                                       std::memory_order_release);
    return index;
  }

  Mutex mutex_;
  std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>> indexes_
      GENMSG_GUARDED_BY(mutex_);
  std::array<std::atomic<Chunk*>, Atom::max_count / chunk_size> chunks_{};
};

// Made by its first user, which may be a static initialiser, and never destroyed, as static
// destructors may still print atoms.
AtomTable& table() {
  static AtomTable& the_table = *new AtomTable;
  return the_table;
}

}  // namespace

Atom Atom::intern(std::string_view name) {
  return table().intern(name);
}

std::optional<Atom> Atom::find(std::string_view name) {
  return table().find(name);
}

std::string_view Atom::name() const noexcept {
  return table().name(index_);
}

}  // namespace genmsg
