// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <variant>

#include "genmsg/genmsg.h"

namespace test {

struct Add {
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Add, (), (value))
struct Fail {};
BOOST_DESCRIBE_STRUCT(Fail, (), ())

/// A gen_msg whose state can be read, edited and told apart.
struct counter {
  static constexpr std::string_view module_name = "counter";
  struct State {
    std::int64_t sum = 0;
    std::string label = {};
    BOOST_DESCRIBE_CLASS(State, (), (sum, label), (), ())
  };
  using Msg = std::variant<Add, Fail>;
  static genmsg::gen_msg::Init<State> init(std::int64_t sum) {
    return genmsg::gen_msg::ok(State{sum, "c"});
  }
  static genmsg::gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (std::holds_alternative<Fail>(message)) throw std::runtime_error("failed");
    state.sum += std::get<Add>(message).value;
    return genmsg::gen_msg::ok();
  }
};

}  // namespace test
