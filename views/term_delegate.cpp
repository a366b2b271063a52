// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/term_delegate.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPersistentModelIndex>

#include "models/term_input.h"
#include "models/term_tree_model.h"
#include "views/theme.h"

namespace views {
namespace {

using models::TermInput;

constexpr char mistakeProperty[] = "mistake";

void showMistake(QLineEdit* line, const QString& mistake) {
  line->setProperty(mistakeProperty, mistake);
  QPalette colors;
  if (!mistake.isEmpty()) colors.setColor(QPalette::Base, toneSurface(colors, Tone::Error));
  line->setPalette(colors);
  line->setToolTip(mistake);
  line->setAccessibleDescription(mistake);
}

QString textIn(const QWidget* editor) {
  const auto* box = qobject_cast<const QComboBox*>(editor);
  return box != nullptr ? box->currentText() : qobject_cast<const QLineEdit*>(editor)->text();
}

}  // namespace

TermDelegate::TermDelegate(models::TermTreeModel* model, QObject* parent)
    : ProcessDelegate(parent), m_model(model) {}

void TermDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  ProcessDelegate::initStyleOption(option, index);
  option->font = monospaced(option->font);
  option->fontMetrics = QFontMetrics(option->font);
  if (m_model->inputAt(index).kind() == TermInput::Kind::ReadOnly)
    option->palette.setColor(QPalette::Text, secondaryTextColor(option->palette));
}

QWidget* TermDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                    const QModelIndex& index) const {
  const TermInput input = m_model->inputAt(index);
  const QString field = index.siblingAtColumn(models::TermTreeModel::Field).data().toString();
  if (input.kind() == TermInput::Kind::ReadOnly) return nullptr;
  if (input.kind() == TermInput::Kind::Choice) {
    auto* box = new QComboBox(parent);
    box->addItems(input.choices());
    box->setAccessibleName(field);
    // Chosen is chosen: nobody expects to press Enter after it.
    connect(box, &QComboBox::activated, this, [this, box] {
      auto* self = const_cast<TermDelegate*>(this);
      emit self->commitData(box);
      emit self->closeEditor(box);
    });
    return box;
  }
  auto* line = new QLineEdit(parent);
  line->setObjectName(QStringLiteral("fieldEditor"));
  line->setFrame(false);
  line->setFont(monospaced(parent->font()));
  line->setAccessibleName(field);
  connect(line, &QLineEdit::textEdited, this, [this, line, input, field](const QString& text) {
    const auto read = input.read(text);
    showMistake(line, read ? QString() : read.error());
    //: the name of a field and what is wrong with what is typed in
    emit mistakeChanged(read ? QString() : tr("%1: %2").arg(field, read.error()));
  });
  return line;
}

void TermDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  const QString text = m_model->inputAt(index).text();
  if (auto* box = qobject_cast<QComboBox*>(editor)) {
    box->setCurrentIndex(box->findText(text));
  } else if (auto* line = qobject_cast<QLineEdit*>(editor)) {
    line->setText(text);
    showMistake(line, QString());
  }
}

void TermDelegate::setModelData(QWidget* editor, QAbstractItemModel* model,
                                const QModelIndex& index) const {
  const TermInput input = m_model->inputAt(index);
  const QString text = textIn(editor);
  if (text == input.text()) return;
  if (const auto value = input.read(text)) {
    model->setData(index, QVariant::fromValue(*value), Qt::EditRole);
    emit mistakeChanged(QString());
  }
}

bool TermDelegate::eventFilter(QObject* editor, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool leaves = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab;
    if (leaves && !editor->property(mistakeProperty).toString().isEmpty()) return true;
    if (key == Qt::Key_Escape) emit mistakeChanged(QString());
  }
  return ProcessDelegate::eventFilter(editor, event);
}

}  // namespace views
