// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/table_export.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QLocale>
#include <algorithm>
#include <vector>

#include "app/output_file.h"
#include "models/row_text.h"
#include "views/message_strip.h"

namespace app {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("app::TableExport", text); }

void write(const models::NodeView& view, const QString& path, views::MessageStrip& strip) {
  const auto written = writeTable(view, path);
  if (!written) {
    strip.showMessage(
        views::Tone::Error,
        tr("Cannot write %1: %2").arg(path, QString::fromStdString(written.error())));
  } else if (view.order.size() > models::mostRowsAsText) {
    strip.showMessage(views::Tone::Warning,
                      tr("Saved the first %1 processes to %2")
                          .arg(QLocale().toString(qulonglong{models::mostRowsAsText}), path));
  } else {
    strip.showMessage(views::Tone::Good, tr("Saved %1").arg(path));
  }
}

}  // namespace

tl::expected<void, std::string> writeTable(const models::NodeView& view, const QString& path) {
  std::vector<genmsg::Pid> pids;
  const std::size_t most = std::min(view.order.size(), models::mostRowsAsText);
  pids.reserve(most);
  for (std::size_t i = 0; i < most; ++i) pids.push_back(view.process(view.order[i]).pid);
  const bool asJson = path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
  const QString text =
      asJson ? models::rowsAsJson(view, pids) : models::rowsAsTsv(view, pids) + QChar::LineFeed;
  return writeFile(QFile::encodeName(path).toStdString(), text.toStdString());
}

void exportTable(const models::NodeViewPtr& view, views::MessageStrip& strip, QWidget* parent) {
  if (view == nullptr) return;
  auto* dialog = new QFileDialog(parent, tr("Export the process table"));
  dialog->setObjectName(QStringLiteral("tableExportDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("For spreadsheets (*.tsv)"), tr("JSON (*.json)")});
  dialog->setDefaultSuffix(QStringLiteral("tsv"));
  dialog->selectFile(QStringLiteral("processes.tsv"));
  QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    const bool isJson = filter.contains(QStringLiteral("*.json"));
    dialog->setDefaultSuffix(isJson ? QStringLiteral("json") : QStringLiteral("tsv"));
  });
  QObject::connect(dialog, &QFileDialog::fileSelected, dialog,
                   [view, &strip](const QString& path) { write(*view, path, strip); });
  dialog->open();
}

}  // namespace app
