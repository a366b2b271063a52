// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the sources and fails where a layer reaches into one it must not know. The build enforces
// much of this by what it links; this test says it in words, and also covers what it cannot.
#include <QtTest/QtTest>

#include <algorithm>
#include <initializer_list>
#include <optional>

using namespace Qt::StringLiterals;

namespace {

const QString sourceFolder = QStringLiteral(PROJECT_SOURCE_FOLDER);

// Each includes itself and those before it. What reaches the other way does so by an interface.
const QStringList runtimeOrder = {u"base"_s, u"term"_s,      u"process"_s, u"scheduler"_s,
                                  u"sys"_s,  u"behaviour"_s, u"observe"_s};

QString quoted(const QString& text) {
  return u"\""_s + text + u"\""_s;
}

QString topFolder(const QString& path) {
  return path.section(u'/', 0, 0);
}

bool isQt(const QString& header) {
  static const QRegularExpression pattern(u"^(Q[A-Za-z0-9]|q[a-z0-9]+\\.h$|private/q)"_s);
  return pattern.match(header).hasMatch();
}

bool isQtCoreOrGui(const QString& header) {
  const QString headers = QLibraryInfo::path(QLibraryInfo::HeadersPath) + u'/';
  if (header.contains(u'/')) {
    return header.startsWith(u"QtCore/") || header.startsWith(u"QtGui/");
  }
  return QFile::exists(headers + u"QtCore/"_s + header) ||
         QFile::exists(headers + u"QtGui/"_s + header);
}

bool isInternal(const QString& header) {
  static const QRegularExpression pattern(
      u"^genmsg/(process/(mailbox|message_pool|pending|process|process_table|signal|timer_wheel)"
      "|scheduler/(execution|run_queue|scheduler))\\.h$"_s);
  return pattern.match(header).hasMatch();
}

bool startsWithAny(const QString& header, std::initializer_list<QStringView> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&header](QStringView prefix) { return header.startsWith(prefix); });
}

// Each checkX() below answers why `path` must not include `header`, or nothing.
using Complaint = std::optional<QString>;

Complaint checkRuntimeInclude(const QString& path, const QString& header) {
  if (isQt(header)) return u"the runtime knows no Qt"_s;
  if (startsWithAny(header, {u"models/", u"views/", u"app/", u"tests/"})) {
    return u"the runtime knows none of what is above it"_s;
  }
  if (!header.startsWith(u"genmsg/") || header == u"genmsg/version.h") return {};
  if (path == u"runtime/genmsg/genmsg.h") return {};  // the umbrella
  const qsizetype from = runtimeOrder.indexOf(path.section(u'/', 2, 2));
  const qsizetype to = runtimeOrder.indexOf(header.section(u'/', 1, 1));
  if (from < 0 || to < 0) return u"this folder has no place in the runtime's order"_s;
  if (to > from) return u"order of the runtime's folders: "_s + runtimeOrder.join(u", "_s);
  return {};
}

Complaint checkModelsInclude(const QString& header) {
  if (startsWithAny(header, {u"views/", u"app/", u"tests/"})) return u"models know no views"_s;
  if (header.startsWith(u"genmsg/") && header != u"genmsg/base/error.h" &&
      !startsWithAny(header, {u"genmsg/observe/", u"genmsg/term/"})) {
    return u"models see the runtime through observe and term"_s;
  }
  if (isQt(header) && !isQtCoreOrGui(header)) return u"models use Qt Core and Gui only"_s;
  if (header == u"thread" || header == u"mutex") return u"threads and locks are the runtime's"_s;
  return {};
}

Complaint checkViewsInclude(const QString& header) {
  if (startsWithAny(header, {u"app/", u"tests/"})) return u"views do not know the program"_s;
  if (header.startsWith(u"genmsg/") &&
      !startsWithAny(header, {u"genmsg/observe/", u"genmsg/term/"})) {
    return u"views see the runtime through observe and term"_s;
  }
  return {};
}

Complaint checkAppInclude(const QString& header) {
  if (header.startsWith(u"tests/")) return u"the program does not know its tests"_s;
  if (isInternal(header)) return u"the program uses the runtime's public headers"_s;
  return {};
}

Complaint checkLayerInclude(const QString& path, const QString& header) {
  const QString layer = topFolder(path);
  if (layer == u"runtime") return checkRuntimeInclude(path, header);
  if (layer == u"models") return checkModelsInclude(header);
  if (layer == u"views") return checkViewsInclude(header);
  if (layer == u"app") {
    // The load test is shared with the headless mode and the benchmark, which have no Qt.
    if (path.startsWith(u"app/load_test/") && isQt(header)) return u"the load test knows no Qt"_s;
    return checkAppInclude(header);
  }
  return {};
}

Complaint checkSinglePlaceInclude(const QString& path, const QString& header) {
  if (header == u"qcustomplot.h" && path != u"views/chart_widget.cpp") {
    return u"QCustomPlot is behind views/chart_widget.cpp"_s;
  }
  if (header.section(u'/', -1) == u"QSettings" && path != u"app/settings.cpp" &&
      path != u"views/view_state.cpp" && topFolder(path) != u"tests") {
    return u"QSettings is for app/settings.cpp and views/view_state.cpp"_s;
  }
  return {};
}

QStringList includeViolations(const QString& path, const QString& text) {
  static const QRegularExpression pattern(u"^[ \\t]*#[ \\t]*include[ \\t]*[<\"]([^>\"]+)[>\"]"_s,
                                          QRegularExpression::MultilineOption);
  QStringList found;
  for (const auto& match : pattern.globalMatch(text)) {
    const QString header = match.captured(1);
    for (const auto check : {checkLayerInclude, checkSinglePlaceInclude}) {
      if (const Complaint why = check(path, header)) {
        found << path + u" includes "_s + quoted(header) + u": "_s + *why;
      }
    }
  }
  return found;
}

QStringList threadViolations(const QString& path, const QString& text) {
  if (topFolder(path) != u"models") return {};
  static const QRegularExpression comment(u"//[^\\n]*"_s);
  static const QRegularExpression pattern(u"\\bstd::(j?thread|\\w*mutex)\\b|\\bQ?Mutex\\w*\\b"_s);
  const auto match = pattern.match(QString(text).remove(comment));
  if (!match.hasMatch()) return {};
  return {path + u" uses "_s + match.captured() + u": models have neither threads nor locks"_s};
}

bool isCode(const QString& path, const QString& text) {
  return path.endsWith(u".h") || path.endsWith(u".cpp") || path.endsWith(u".cmake") ||
         path.endsWith(u".sh") || path.endsWith(u"CMakeLists.txt") || text.startsWith(u"#!");
}

QStringList textViolations(const QString& path, const QString& text) {
  QStringList found;
  const QString licence = topFolder(path) == u"runtime" ? u"Apache-2.0"_s : u"GPL-3.0-or-later"_s;
  // A script's first line is its interpreter.
  const QString head = text.section(u'\n', 0, 1);
  if (isCode(path, text) && !head.contains(u"SPDX-License-Identifier: "_s + licence + u'\n') &&
      !head.endsWith(u"SPDX-License-Identifier: "_s + licence)) {
    found << path + u" does not begin with SPDX-License-Identifier: "_s + licence;
  }
  static const QRegularExpression trailing(u"[ \\t\\r]+$"_s, QRegularExpression::MultilineOption);
  if (const auto match = trailing.match(text); match.hasMatch()) {
    const qsizetype line = text.left(match.capturedStart()).count(u'\n') + 1;
    found << path + u':' + QString::number(line) + u" has trailing whitespace"_s;
  }
  return found;
}

QStringList violations(const QString& path, const QString& text) {
  return includeViolations(path, text) + threadViolations(path, text) + textViolations(path, text);
}

bool isAllowedAtTop(const QString& entry) {
  static const QRegularExpression pattern(
      u"^(\\..*|app|runtime|views|models|resources|tests|CMakeLists\\.txt|CMakePresets\\.json"
      "|README\\.md|LICENSE.*|CHANGELOG\\.md|CONTRIBUTING\\.md)$"_s);
  return pattern.match(entry).hasMatch();
}

bool isText(const QString& path) {
  static const QStringList binary = {u"png"_s, u"ico"_s, u"gz"_s, u"qm"_s};
  return !binary.contains(QFileInfo(path).suffix());
}

QStringList sourceFiles() {
  QStringList paths;
  for (const QString& folder :
       {u"runtime"_s, u"models"_s, u"views"_s, u"app"_s, u"resources"_s, u"tests"_s}) {
    QDirIterator files(sourceFolder + u'/' + folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) paths << QDir(sourceFolder).relativeFilePath(files.next());
  }
  for (const QString& name : {u"CMakeLists.txt"_s, u".ci/run"_s}) paths << name;
  paths.sort();
  return paths;
}

}  // namespace

class TestLayers : public QObject {
  Q_OBJECT

 private slots:
  void sources_keepToTheirLayer();
  void topLevel_hasOnlyWhatIsAllowed();
  void violations_badText_isFound_data();
  void violations_badText_isFound();
  void violations_goodText_isFine_data();
  void violations_goodText_isFine();
};

void TestLayers::sources_keepToTheirLayer() {
  const QStringList paths = sourceFiles();
  QVERIFY(paths.contains(u"runtime/genmsg/term/term.h"_s));
  QStringList found;
  for (const QString& path : paths) {
    if (!isText(path)) continue;
    QFile file(sourceFolder + u'/' + path);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    found << violations(path, QString::fromUtf8(file.readAll()));
  }
  // One by one: a long text would be cut off.
  for (const QString& violation : found) qWarning().noquote() << violation;
  QCOMPARE(found.size(), 0);
}

// By what git keeps: a report or a picture that somebody left there is no fault of the project.
void TestLayers::topLevel_hasOnlyWhatIsAllowed() {
  QVERIFY(isAllowedAtTop(u"app"_s) && isAllowedAtTop(u".ci"_s) && isAllowedAtTop(u"LICENSE"_s));
  QVERIFY(!isAllowedAtTop(u"docs"_s) && !isAllowedAtTop(u"apps"_s));
  QProcess git;
  git.start(u"git"_s, {u"-C"_s, sourceFolder, u"ls-files"_s});
  if (!git.waitForFinished() || git.exitStatus() != QProcess::NormalExit || git.exitCode() != 0) {
    QSKIP("not a git checkout, or no git");
  }
  QStringList found;
  for (const QString& path : QString::fromUtf8(git.readAllStandardOutput()).split(u'\n')) {
    if (!path.isEmpty() && !isAllowedAtTop(topFolder(path))) found << topFolder(path);
  }
  QVERIFY2(found.isEmpty(), qPrintable(found.join(u' ')));
}

void TestLayers::violations_badText_isFound_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("line");
  QTest::newRow("Qt in runtime") << u"runtime/genmsg/term/a.h"_s << u"#include <QString>"_s;
  QTest::newRow("Qt header in runtime")
      << u"runtime/genmsg/term/a.h"_s << u"#include <qstring.h>"_s;
  QTest::newRow("models in runtime") << u"runtime/genmsg/sys/a.h"_s << u"#include \"models/a.h\""_s;
  QTest::newRow("scheduler in term")
      << u"runtime/genmsg/term/a.h"_s << u"  # include \"genmsg/scheduler/runtime.h\""_s;
  QTest::newRow("unknown folder in runtime")
      << u"runtime/genmsg/misc/a.h"_s << u"#include \"genmsg/term/term.h\""_s;
  QTest::newRow("process in models") << u"models/a.h"_s << u"#include <genmsg/process/process.h>"_s;
  QTest::newRow("widget in models") << u"models/a.h"_s << u"#include <QWidget>"_s;
  QTest::newRow("widget by module in models")
      << u"models/a.h"_s << u"#include <QtWidgets/QLabel>"_s;
  QTest::newRow("thread in models") << u"models/a.cpp"_s << u"std::jthread collector;"_s;
  QTest::newRow("mutex in models") << u"models/a.cpp"_s << u"genmsg::Mutex mutex;"_s;
  QTest::newRow("sys in views") << u"views/a.cpp"_s << u"#include \"genmsg/sys/sys.h\""_s;
  QTest::newRow("app in views") << u"views/a.cpp"_s << u"#include \"app/main_window.h\""_s;
  QTest::newRow("plot in a page") << u"views/page.cpp"_s << u"#include <qcustomplot.h>"_s;
  QTest::newRow("settings in a page") << u"views/page.cpp"_s << u"#include <QSettings>"_s;
  QTest::newRow("mailbox in app") << u"app/a.cpp"_s << u"#include \"genmsg/process/mailbox.h\""_s;
  QTest::newRow("Qt in load test") << u"app/load_test/a.h"_s << u"#include <QObject>"_s;
  QTest::newRow("tests in app") << u"app/a.cpp"_s << u"#include \"tests/support/fake.h\""_s;
  QTest::newRow("blank at end of line") << u"app/a.cpp"_s << u"int i; "_s;
  QTest::newRow("wrong licence") << u"tests/a.cmake"_s << QString();
}

void TestLayers::violations_badText_isFound() {
  QFETCH(QString, path);
  QFETCH(QString, line);
  const bool apache = topFolder(path) == u"runtime" || path.endsWith(u".cmake");
  const QString licence = apache ? u"Apache-2.0"_s : u"GPL-3.0-or-later"_s;
  const QString text = u"// SPDX-License-Identifier: "_s + licence + u"\n#pragma once\n"_s + line;
  const QStringList found = violations(path, text);
  QVERIFY2(found.size() == 1, qPrintable(u"found: "_s + found.join(u'\n')));
}

void TestLayers::violations_goodText_isFine_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("line");
  QTest::newRow("runtime, to the left")
      << u"runtime/genmsg/observe/a.h"_s << u"#include \"genmsg/base/mutex.h\""_s;
  QTest::newRow("models, Qt Gui") << u"models/a.h"_s << u"#include <QColor>"_s;
  QTest::newRow("models, observe") << u"models/a.h"_s << u"#include <genmsg/observe/node.h>"_s;
  QTest::newRow("models, in a comment") << u"models/a.h"_s << u"// no std::mutex here"_s;
  QTest::newRow("views, widget") << u"views/a.h"_s << u"#include <QWidget>"_s;
  QTest::newRow("views, the plot") << u"views/chart_widget.cpp"_s << u"#include <qcustomplot.h>"_s;
  QTest::newRow("app, the runtime") << u"app/a.cpp"_s << u"#include <genmsg/genmsg.h>"_s;
  QTest::newRow("tests, all") << u"tests/a.cpp"_s << u"#include \"genmsg/process/mailbox.h\""_s;
}

void TestLayers::violations_goodText_isFine() {
  QFETCH(QString, path);
  QFETCH(QString, line);
  const QString licence = topFolder(path) == u"runtime" ? u"Apache-2.0"_s : u"GPL-3.0-or-later"_s;
  const QString text = u"// SPDX-License-Identifier: "_s + licence + u"\n#pragma once\n"_s + line;
  const QStringList found = violations(path, text);
  QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
