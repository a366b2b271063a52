// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/manual.h"

#include <QFile>
#include <QHash>
#include <QTableView>

#include "models/alarm.h"
#include "models/process_column.h"

// A resource of a static library is only linked when something asks for it by name.
static void initHelp() { Q_INIT_RESOURCE(help); }

namespace app {
namespace {

// In the order of the contents.
constexpr const char* pageIds[] = {
    "start",   "overview", "processes", "tree",         "charts",  "load_test", "trace",    "alarms",
    "log",     "details",  "actions",   "state_editor", "watches", "safety",    "glossary",
    "troubleshooting"};

/// Of widgets, by their object names. What is not here belongs to what it lies in.
const QHash<QString, QString>& topics() {
  static const QHash<QString, QString> known{
      {QStringLiteral("processPage"), QStringLiteral("processes")},
      {QStringLiteral("filterEdit"), QStringLiteral("processes#filter")},
      {QStringLiteral("groupBox"), QStringLiteral("processes#groups")},
      {QStringLiteral("groupTable"), QStringLiteral("processes#groups")},
      {QStringLiteral("orderHeldBadge"), QStringLiteral("processes#order")},
      {QStringLiteral("overviewPage"), QStringLiteral("overview")},
      {QStringLiteral("treePage"), QStringLiteral("tree")},
      {QStringLiteral("findEdit"), QStringLiteral("processes#find")},
      {QStringLiteral("goToDialog"), QStringLiteral("processes#find")},
      {QStringLiteral("sequenceView"), QStringLiteral("trace#sequence")},
      {QStringLiteral("traceLatencies"), QStringLiteral("trace#latency")},
      {QStringLiteral("traceSessions"), QStringLiteral("trace#limits")},
      {QStringLiteral("processDiagram"), QStringLiteral("tree#diagram")},
      {QStringLiteral("chartsPage"), QStringLiteral("charts")},
      {QStringLiteral("timeline"), QStringLiteral("charts#timeline")},
      {QStringLiteral("loadTestPage"), QStringLiteral("load_test")},
      {QStringLiteral("tracePage"), QStringLiteral("trace")},
      {QStringLiteral("logPage"), QStringLiteral("log")},
      {QStringLiteral("alarmsPage"), QStringLiteral("alarms")},
      {QStringLiteral("processDetails"), QStringLiteral("details")},
      {QStringLiteral("stateEditorDialog"), QStringLiteral("state_editor")},
      {QStringLiteral("watchDialog"), QStringLiteral("watches")},
      {QStringLiteral("toolBar"), QStringLiteral("actions")},
  };
  return known;
}

QString columnsTable() {
  QString rows;
  for (int i = 0; i < models::processColumnCount; ++i) {
    const models::ProcessColumnInfo column =
        models::processColumnInfo(static_cast<models::ProcessColumn>(i));
    rows += QStringLiteral("<tr><td><a name=\"%1\"></a><b>%2</b></td><td>%3</td></tr>")
                .arg(column.id, column.title.toHtmlEscaped(), column.toolTip.toHtmlEscaped());
  }
  return QStringLiteral("<table>%1</table>").arg(rows);
}

QString alarmPages() {
  QString pages;
  for (int i = 0; i < models::alarmIdCount; ++i) {
    const auto id = static_cast<models::AlarmId>(i);
    pages += QStringLiteral("<a name=\"%1\"></a>%2")
                 .arg(models::alarmInfo(id).id, models::alarmHelp(id));
  }
  return pages;
}

QString titleOf(const QString& html) {
  return html.section(QStringLiteral("<h1>"), 1, 1).section(QStringLiteral("</h1>"), 0, 0);
}

views::HelpPage readPage(const QString& id) {
  QFile file(QStringLiteral(":/help/%1.html").arg(id));
  if (!file.open(QIODevice::ReadOnly)) qFatal("no help page %s", qPrintable(file.fileName()));
  QString html = QString::fromUtf8(file.readAll());
  html.replace(QStringLiteral("@columns@"), columnsTable());
  html.replace(QStringLiteral("@alarms@"), alarmPages());
  return {id, titleOf(html), html};
}

/// The column that the cursor is in has a line of its own.
QString columnTopic(const QTableView& table) {
  const QString id = models::processColumnInfo(
                         static_cast<models::ProcessColumn>(table.currentIndex().column()))
                         .id;
  return QStringLiteral("processes#%1").arg(id);
}

}  // namespace

QList<views::HelpPage> manualPages() {
  initHelp();
  QList<views::HelpPage> pages;
  for (const char* id : pageIds) pages << readPage(QString::fromLatin1(id));
  return pages;
}

QString helpTopicOf(const QWidget* widget) {
  for (; widget != nullptr; widget = widget->parentWidget()) {
    const auto* table = qobject_cast<const QTableView*>(widget);
    if (table != nullptr && table->objectName() == QLatin1String("processTable") &&
        table->currentIndex().isValid()) {
      return columnTopic(*table);
    }
    const auto found = topics().constFind(widget->objectName());
    if (found != topics().constEnd()) return *found;
  }
  return QStringLiteral("start");
}

}  // namespace app
