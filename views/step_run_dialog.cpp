// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/step_run_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "views/icons.h"
#include "views/message_strip.h"

namespace views {

StepRunDialog::StepRunDialog(const QString& processName, QWidget* parent)
    : QDialog(parent),
      m_count(new QSpinBox(this)),
      m_bar(new QProgressBar(this)),
      m_last(new QLabel(this)),
      m_strip(new MessageStrip(this)) {
  setObjectName(QStringLiteral("stepRunDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Step %1").arg(processName));
  auto* heading = new QLabel(processName, this);
  heading->setTextFormat(Qt::PlainText);
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  m_count->setObjectName(QStringLiteral("stepCount"));
  m_count->setAccessibleName(tr("Messages to handle"));
  m_count->setRange(1, mostSteps);
  m_count->setValue(10);
  m_count->setGroupSeparatorShown(true);
  m_count->setToolTip(tr("It ends before that if the mailbox is empty, or the process cannot go on"));
  m_bar->setObjectName(QStringLiteral("stepProgress"));
  m_bar->setAccessibleName(tr("Messages handled"));
  //: "12 of 100"
  m_bar->setFormat(tr("%v of %m"));
  m_bar->setRange(0, 1);
  m_bar->setValue(0);
  m_bar->setTextVisible(false);
  m_last->setObjectName(QStringLiteral("stepLast"));
  m_last->setTextFormat(Qt::PlainText);
  m_last->setWordWrap(true);
  m_last->setMinimumHeight(fontMetrics().lineSpacing() * 2);
  m_last->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  auto* form = new QFormLayout;
  form->addRow(tr("&Messages to handle:"), m_count);
  form->addRow(tr("Handled:"), m_bar);
  form->addRow(tr("Last:"), m_last);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  m_start = buttons->addButton(tr("&Step"), QDialogButtonBox::ActionRole);
  m_start->setObjectName(QStringLiteral("stepStart"));
  m_start->setIcon(icon(IconId::Step));
  m_start->setDefault(true);
  m_cancel = buttons->addButton(tr("S&top"), QDialogButtonBox::ActionRole);
  m_cancel->setObjectName(QStringLiteral("stepCancel"));
  m_cancel->setIcon(icon(IconId::Stop));
  m_cancel->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  connect(m_start, &QPushButton::clicked, this, [this] { emit startRequested(m_count->value()); });
  connect(m_cancel, &QPushButton::clicked, this, &StepRunDialog::cancelRequested);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(heading);
  layout->addLayout(form);
  layout->addStretch();
  layout->addWidget(m_strip);
  layout->addWidget(buttons);
  setRunning(false);
  resize(fontMetrics().averageCharWidth() * 64, sizeHint().height());
  m_count->setFocus();
  m_count->selectAll();
}

void StepRunDialog::showStarted(int count) {
  m_strip->dismiss();
  m_last->clear();
  m_bar->setRange(0, count);
  m_bar->setValue(0);
  m_bar->setTextVisible(true);
  setRunning(true);
}

void StepRunDialog::showStep(int done, const QString& summary) {
  m_bar->setValue(done);
  m_last->setText(summary);
}

void StepRunDialog::showEnd(Tone tone, const QString& text) {
  setRunning(false);
  m_strip->showMessage(tone, text);
}

void StepRunDialog::setRunning(bool running) {
  m_count->setEnabled(!running);
  // The one that can be pressed is enabled first, so that the focus goes there.
  (running ? m_cancel : m_start)->setEnabled(true);
  if (m_start->hasFocus() && running) m_cancel->setFocus();
  if (m_cancel->hasFocus() && !running) m_start->setFocus();
  (running ? m_start : m_cancel)->setEnabled(false);
}

}  // namespace views
