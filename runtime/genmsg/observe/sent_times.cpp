// SPDX-License-Identifier: Apache-2.0
#include "genmsg/observe/sent_times.h"

namespace genmsg {

namespace {

/// Sessions record a receive one after the other, on one scheduler; others come between them.
constexpr std::size_t received_kept = 4'096;

}  // namespace

void SentTimes::sent(std::uint32_t number, std::int64_t time_ns) {
  const auto [place, is_new] = known_.try_emplace(number, Sent{time_ns});
  if (!is_new) {
    if (place->second.time_ns == time_ns) return;
    forget({number, place->second.time_ns});  // all numbers have been given since
    known_[number] = Sent{time_ns};
  }
  sent_.push_back({number, time_ns});
  ++under_way_;
  while (under_way_ > capacity_) {
    if (is_under_way(sent_.front())) forget(sent_.front());
    sent_.pop_front();
  }
  if (sent_.size() > 2 * capacity_) {
    std::erase_if(sent_, [this](const Place& one) { return !is_under_way(one); });
  }
}

bool SentTimes::is_under_way(const Place& place) const {
  const auto known = known_.find(place.number);
  return known != known_.end() && known->second.time_ns == place.time_ns &&
         !known->second.is_received;
}

std::optional<std::int64_t> SentTimes::received(std::uint32_t number) {
  const auto known = known_.find(number);
  if (known == known_.end()) return std::nullopt;
  Sent& sent = known->second;
  const std::int64_t time_ns = sent.time_ns;
  if (sent.is_received) return time_ns;
  sent.is_received = true;
  --under_way_;
  received_.push_back({number, time_ns});
  if (received_.size() > received_kept) {
    forget(received_.front());
    received_.pop_front();
  }
  return time_ns;
}

void SentTimes::forget(const Place& place) {
  const auto known = known_.find(place.number);
  if (known == known_.end() || known->second.time_ns != place.time_ns) return;
  if (!known->second.is_received) {
    --under_way_;
    ++forgotten_;
  }
  known_.erase(known);
}

void SentTimes::clear() {
  known_.clear();
  sent_.clear();
  received_.clear();
  under_way_ = 0;
}

}  // namespace genmsg
