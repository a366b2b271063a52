// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "models/trace_file_loader.h"
#include "support/unit_test.h"

using models::TraceFileLoader;

namespace {

/// So many events, and the whole of the file's frames.
QString fileOf(const QTemporaryDir& folder, int count) {
  const QString path = folder.filePath(QStringLiteral("%1.gmtrace").arg(count));
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) return {};
  models::TraceFileWriter writer(&file);
  std::vector<models::TraceRecord> records(static_cast<std::size_t>(count));
  return writer.begin({}) && writer.append(records) ? path : QString();
}

}  // namespace

class TestTraceFileLoader : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void reads_andSaysHowFarItIs() {
    QTemporaryDir folder;
    TraceFileLoader loader;
    QSignalSpy finished(&loader, &TraceFileLoader::finished);
    QSignalSpy progressed(&loader, &TraceFileLoader::progressed);
    loader.load(fileOf(folder, 2'000));
    QVERIFY(loader.isLoading());
    QCOMPARE(finished.count(), 0);  // the GUI thread goes on
    QVERIFY(finished.wait());
    QVERIFY(!loader.isLoading());
    QCOMPARE(finished[0][1].value<models::TraceFileContentPtr>()->records.size(), 2'000U);
    QVERIFY(progressed.count() > 2 && progressed.count() <= 100);
    QCOMPARE(progressed.last()[0].toInt(), 100);
  }

  void cancelled_saysNothingMore() {
    QTemporaryDir folder;
    TraceFileLoader loader;
    QSignalSpy finished(&loader, &TraceFileLoader::finished);
    QSignalSpy cancelled(&loader, &TraceFileLoader::cancelled);
    loader.load(fileOf(folder, 2'000));
    loader.cancel();
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!loader.isLoading());
    loader.load(fileOf(folder, 3));
    QVERIFY(finished.wait());
    QCOMPARE(finished.count(), 1);
    QCOMPARE(finished[0][1].value<models::TraceFileContentPtr>()->records.size(), 3U);
  }

  void refused_saysWhy() {
    QTemporaryDir folder;
    TraceFileLoader loader;
    QSignalSpy failed(&loader, &TraceFileLoader::failed);
    loader.load(folder.filePath(QStringLiteral("none.gmtrace")));
    QVERIFY(failed.wait());
    QVERIFY(!failed[0][1].toString().isEmpty());
    QFile other(folder.filePath(QStringLiteral("other.gmtrace")));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write("something else");
    other.close();
    loader.load(other.fileName());
    QVERIFY(failed.wait());
    QVERIFY(failed[1][1].toString().contains(QStringLiteral("GMTRACE1")));
  }

  void end_doesNotWaitForTheFile() {
    QTemporaryDir folder;
    const QString path = fileOf(folder, 2'000);
    for (int i = 0; i < 20; ++i) {
      TraceFileLoader loader;
      loader.load(path);
    }
  }
};

QTEST_GUILESS_MAIN(TestTraceFileLoader)
#include "tst_trace_file_loader.moc"
