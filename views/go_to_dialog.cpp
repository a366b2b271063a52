// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/go_to_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace views {
namespace {

template <class Predicate>
std::optional<genmsg::Pid> firstPid(const models::NodeView& view, Predicate isIt) {
  for (const genmsg::ProcessRow& process : view.snapshot->processes) {
    if (isIt(process)) return process.pid;
  }
  return std::nullopt;
}

}  // namespace

std::optional<genmsg::Pid> findProcess(const models::NodeView& view, const QString& text) {
  const QString wanted = text.trimmed();
  static const QRegularExpression whole(QStringLiteral("^(?:<0\\.(\\d+)\\.(\\d+)>|0\\.(\\d+)\\.(\\d+))$"));
  static const QRegularExpression slot(QStringLiteral("^\\d+$"));
  if (const auto match = whole.match(wanted); match.hasMatch()) {
    const int first = match.capturedLength(1) > 0 ? 1 : 3;
    const genmsg::Pid pid{match.captured(first).toUInt(), match.captured(first + 1).toUInt()};
    if (view.rowOf(pid) == models::noRow) return std::nullopt;
    return pid;
  }
  if (slot.match(wanted).hasMatch()) {
    bool ok = false;
    const std::uint32_t index = wanted.toUInt(&ok);
    if (!ok) return std::nullopt;
    return firstPid(view, [&](const genmsg::ProcessRow& row) { return row.pid.index == index; });
  }
  if (wanted.isEmpty()) return std::nullopt;
  const std::string name = wanted.toStdString();
  return firstPid(view, [&](const genmsg::ProcessRow& row) {
    return row.name != genmsg::atoms::undefined && row.name.name() == name;
  });
}

GoToDialog::GoToDialog(std::function<models::NodeViewPtr()> view, QWidget* parent)
    : QDialog(parent),
      m_view(std::move(view)),
      m_edit(new QLineEdit(this)),
      m_message(new QLabel(this)) {
  setObjectName(QStringLiteral("goToDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Go to process"));
  m_edit->setObjectName(QStringLiteral("goToEdit"));
  m_edit->setAccessibleName(tr("Pid or registered name"));
  m_edit->setPlaceholderText(tr("<0.17.3>, 0.17.3, 17 or a registered name"));
  m_message->setObjectName(QStringLiteral("goToMessage"));
  m_message->setTextFormat(Qt::PlainText);
  m_message->setWordWrap(true);
  m_message->setText(tr("A pid, the number of its slot, or a registered name"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  buttons->button(QDialogButtonBox::Ok)->setText(tr("&Go to"));
  connect(buttons, &QDialogButtonBox::accepted, this, &GoToDialog::tryText);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_edit);
  layout->addWidget(m_message);
  layout->addWidget(buttons);
  m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
}

void GoToDialog::tryText() {
  const models::NodeViewPtr view = m_view();
  const auto pid = view == nullptr ? std::nullopt : findProcess(*view, m_edit->text());
  if (pid) {
    emit chosen(*pid);
    accept();
    return;
  }
  m_message->setText(tr("No process “%1” is alive. Expected <0.17.3>, 0.17.3, 17 or a registered name")
                         .arg(m_edit->text().trimmed()));
  m_edit->setAccessibleDescription(m_message->text());
  m_edit->selectAll();
  m_edit->setFocus();
}

}  // namespace views
