// SPDX-License-Identifier: GPL-3.0-or-later
// bench_limit WORKLOAD COUNT: what the machine can do with a queue and nothing else, see measure.h: an
// intrusive queue of many senders and one receiver, whose nodes lie in one array in the order in
// which they are sent. No processes, no scheduler, nothing that could be looked at.
// See: Vyukov, Intrusive MPSC node-based queue.
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "measure.h"

namespace {

using bench::now_ns;
using bench::print_each;
using Number = std::int64_t;

struct Node {
  std::atomic<Node*> next{nullptr};
  Number value = 0;
};

class Queue {
 public:
  void push(Node* node) noexcept {
    node->next.store(nullptr, std::memory_order_relaxed);
    // acq_rel: publishes the node, and takes over what its predecessor published.
    Node* const before = newest_.exchange(node, std::memory_order_acq_rel);
    before->next.store(node, std::memory_order_release);
  }
  /// Null: empty, or a sender is between its two writes.
  Node* pop() noexcept {
    Node* const next = oldest_->next.load(std::memory_order_acquire);
    if (next != nullptr) oldest_ = next;
    return next;
  }

 private:
  Node stub_;
  alignas(64) std::atomic<Node*> newest_{&stub_};
  alignas(64) Node* oldest_ = &stub_;
};

void drain(Number count) {
  std::vector<Node> nodes(static_cast<std::size_t>(count));
  Queue queue;
  const std::int64_t sending = now_ns();
  for (Number i = 0; i < count; ++i) {
    Node& node = nodes[static_cast<std::size_t>(i)];
    node.value = i;
    queue.push(&node);
  }
  print_each("send", sending, now_ns(), count);
  const std::int64_t begin = now_ns();
  Number sum = 0;
  while (const Node* const node = queue.pop()) sum += node->value;
  print_each("drain", begin, now_ns(), count);
  if (sum != count * (count - 1) / 2) std::abort();
}

void fan_in(Number count, int senders) {
  const Number share = count / senders;
  std::vector<std::vector<Node>> nodes;
  for (int i = 0; i < senders; ++i) nodes.emplace_back(static_cast<std::size_t>(share));
  Queue queue;
  const std::int64_t begin = now_ns();
  std::vector<std::jthread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&queue, &own = nodes[static_cast<std::size_t>(i)]] {
      for (Node& node : own) {
        node.value = 1;
        queue.push(&node);
      }
    });
  }
  Number sum = 0;
  while (sum < share * senders) {
    if (const Node* const node = queue.pop()) sum += node->value;
  }
  print_each("fan-in", begin, now_ns(), count);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc == 3 ? argv[1] : "";
  const Number count = argc == 3 ? std::atoll(argv[2]) : 0;
  if (name == "drain") {
    drain(count);
  } else if (name == "fan-in-thread-1") {
    fan_in(count, 1);
  } else if (name == "fan-in-thread-2") {
    fan_in(count, 2);
  } else {
    std::fprintf(stderr, "usage: bench_limit drain|fan-in-thread-1|fan-in-thread-2 COUNT\n");
    return 2;
  }
  return 0;
}
