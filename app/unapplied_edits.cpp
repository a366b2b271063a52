// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unapplied_edits.h"

#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

#include "views/state_editor_dialog.h"

namespace app {

using views::StateEditorDialog;

QList<StateEditorDialog*> UnappliedEdits::in(const QWidget& window) {
  QList<StateEditorDialog*> found;
  for (StateEditorDialog* editor : window.findChildren<StateEditorDialog*>()) {
    if (editor->isVisible() && editor->hasUnapplied()) found << editor;
  }
  return found;
}

UnappliedEdits::UnappliedEdits(const QList<StateEditorDialog*>& editors, QWidget* window)
    : QObject(window), m_editors(editors), m_open(editors.size()) {
  auto* box = new QMessageBox(window);
  box->setObjectName(QStringLiteral("unappliedQuestion"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setIcon(QMessageBox::Question);
  box->setWindowTitle(tr("Edited states"));
  box->setTextFormat(Qt::PlainText);
  box->setText(m_open == 1 ? tr("An edited state has not been applied.")
                           : tr("%1 edited states have not been applied.")
                                 .arg(QLocale().toString(m_open)));
  QStringList titles;
  for (const StateEditorDialog* editor : editors) {
    titles << editor->windowTitle();
    connect(editor, &QDialog::finished, this, &UnappliedEdits::onFinished);
    connect(editor, &StateEditorDialog::staysOpen, this, &UnappliedEdits::end);
  }
  box->setInformativeText(titles.join(u'\n'));
  QPushButton* apply = box->addButton(tr("&Apply"), QMessageBox::AcceptRole);
  apply->setObjectName(QStringLiteral("applyEdits"));
  QPushButton* discard = box->addButton(tr("&Discard"), QMessageBox::DestructiveRole);
  discard->setObjectName(QStringLiteral("discardEdits"));
  QPushButton* cancel = box->addButton(QMessageBox::Cancel);
  box->setDefaultButton(apply);
  box->setEscapeButton(cancel);
  connect(apply, &QPushButton::clicked, this, &UnappliedEdits::apply);
  connect(discard, &QPushButton::clicked, this, &UnappliedEdits::discard);
  connect(cancel, &QPushButton::clicked, this, &UnappliedEdits::end);
  box->open();
}

void UnappliedEdits::apply() {
  bool all = true;
  for (StateEditorDialog* editor : QList(m_editors)) all = editor->applyAndClose() && all;
  if (!all) end();  // it says what is wrong
}

void UnappliedEdits::discard() {
  for (StateEditorDialog* editor : QList(m_editors)) editor->done(QDialog::Rejected);
}

/// At once no child of the window any more: it may ask again.
void UnappliedEdits::end() {
  setParent(nullptr);
  deleteLater();
}

void UnappliedEdits::onFinished() {
  m_editors.removeAll(static_cast<StateEditorDialog*>(sender()));
  if (--m_open > 0) return;
  end();
  Q_EMIT settled();
}

}  // namespace app
