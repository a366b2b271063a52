// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include "support/unit_test.h"

namespace test {

/// A test that shows windows: what the offscreen platform says about itself is no warning of ours.
class WidgetTest : public UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  // Runs before initTestCase(), when the test log has its message handler in place.
  void initTestCase_data() { forwardTo() = qInstallMessageHandler(filter); }
  void cleanupTestCase() { qInstallMessageHandler(forwardTo()); }

 private:
  static QtMessageHandler& forwardTo() {
    static QtMessageHandler handler = nullptr;
    return handler;
  }
  static void filter(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    if (!text.startsWith(QStringLiteral("This plugin does not support"))) {
      forwardTo()(type, context, text);
    }
  }
};

}  // namespace test
