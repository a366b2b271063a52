// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

namespace genmsg {

/// When the messages that are under way were sent, by Message::trace_number(); for their wait times.
/// A message that was received is known for a while yet, as other sessions may have recorded that,
/// too.
/// Threads: of one. Limits: `capacity` messages under way; then the oldest is forgotten and counted.
class SentTimes {
 public:
  explicit SentTimes(std::size_t capacity) : capacity_(capacity) {}

  /// Again for each session that has recorded it.
  void sent(std::uint32_t number, std::int64_t time_ns);
  /// Nothing: its send is not known.
  std::optional<std::int64_t> received(std::uint32_t number);
  /// Nobody asks any longer. What was under way is not counted.
  void clear();

  /// How many were under way when their room was needed. It never falls.
  std::uint64_t forgotten() const noexcept { return forgotten_; }

 private:
  struct Sent {
    std::int64_t time_ns = 0;
    bool is_received = false;
  };
  /// Numbers come again: what is meant is the one of that time.
  struct Place {
    std::uint32_t number = 0;
    std::int64_t time_ns = 0;
  };
  bool is_under_way(const Place& place) const;
  void forget(const Place& place);

  const std::size_t capacity_;
  std::unordered_map<std::uint32_t, Sent> known_;
  std::deque<Place> sent_;      // oldest first; some of them have been received
  std::deque<Place> received_;  // likewise
  std::size_t under_way_ = 0;
  std::uint64_t forgotten_ = 0;
};

}  // namespace genmsg
