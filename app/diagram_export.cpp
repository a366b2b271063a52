// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/diagram_export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>

#include "app/output_file.h"
#include "views/message_strip.h"
#include "views/process_diagram.h"

namespace app {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("app::DiagramExport", text); }

QByteArray toPng(const QImage& image) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return buffer.data();
}

}  // namespace

tl::expected<void, std::string> writeDiagram(const views::ProcessDiagram& diagram,
                                             const QString& path) {
  const bool asPng = path.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive);
  const QByteArray content = asPng ? toPng(diagram.toImage()) : diagram.toSvg();
  return writeFile(QFile::encodeName(path).toStdString(), content.toStdString());
}

void exportDiagram(const views::ProcessDiagram& diagram, views::MessageStrip& strip,
                   QWidget* parent) {
  auto* dialog = new QFileDialog(parent, tr("Export the diagram"));
  dialog->setObjectName(QStringLiteral("diagramExportDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("SVG picture (*.svg)"), tr("PNG picture (*.png)")});
  dialog->setDefaultSuffix(QStringLiteral("svg"));
  dialog->selectFile(QStringLiteral("processes.svg"));
  QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    const bool isPng = filter.contains(QStringLiteral("*.png"));
    dialog->setDefaultSuffix(isPng ? QStringLiteral("png") : QStringLiteral("svg"));
  });
  QObject::connect(dialog, &QFileDialog::fileSelected, dialog,
                   [&diagram, &strip](const QString& path) {
                     const auto written = writeDiagram(diagram, path);
                     if (written) {
                       strip.showMessage(views::Tone::Good, tr("Saved %1").arg(path));
                     } else {
                       strip.showMessage(views::Tone::Error,
                                         tr("Cannot write %1: %2")
                                             .arg(path, QString::fromStdString(written.error())));
                     }
                   });
  dialog->open();
}

}  // namespace app
