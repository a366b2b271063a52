// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QObject>
#include <QRegularExpression>
#include <QTest>

namespace test {

/// What each test of models and views begins with: numbers are written in one way, and a warning of
/// Qt's is a failure.
class UnitTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
};

}  // namespace test
