// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state_editor_dialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>

#include "genmsg/term/parse.h"
#include "models/error_text.h"
#include "models/term_changes.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/theme.h"

namespace views {
namespace {

constexpr int shownChanges = 4;
constexpr int textColumns = 84;
constexpr int textRows = 18;

/// A refusal reads "path: expected ..., found ...": what is before the colon is the path.
QStringView pathOf(QStringView message) {
  const qsizetype colon = message.indexOf(u": expected");
  return colon < 0 ? QStringView() : message.first(colon);
}

QString lineAndColumn(const QString& text, qsizetype position) {
  const QStringView before = QStringView(text).first(position);
  const qsizetype line = before.count(u'\n') + 1;
  const qsizetype column = position - (before.lastIndexOf(u'\n') + 1) + 1;
  return StateEditorDialog::tr("Line %1, column %2").arg(line).arg(column);
}

}  // namespace

StateEditorDialog::StateEditorDialog(genmsg::Pid pid, const QString& processName, QWidget* parent)
    : QDialog(parent), m_pid(pid) {
  setObjectName(QStringLiteral("stateEditorDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Edit state of %1").arg(processName));
  setUpEditor();
  setUpMessages();
  setUpLayout(processName);
  setUpButtons();
  setBusy(true);
}

void StateEditorDialog::setUpEditor() {
  m_edit = new QPlainTextEdit(this);
  m_edit->setObjectName(QStringLiteral("stateText"));
  m_edit->setAccessibleName(tr("State as the text of an Erlang term"));
  m_edit->setFont(monospaced(font()));
  m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_edit->setTabChangesFocus(true);
  m_edit->setPlaceholderText(tr("Asking the process for its state…"));
  const QFontMetrics metrics(m_edit->font());
  m_edit->setMinimumSize(metrics.averageCharWidth() * textColumns / 2, metrics.lineSpacing() * 6);
  resize(metrics.averageCharWidth() * textColumns, metrics.lineSpacing() * (textRows + 8));
  m_checkTimer = new QTimer(this);
  m_checkTimer->setSingleShot(true);
  m_checkTimer->setInterval(checkAfterMs);
  connect(m_checkTimer, &QTimer::timeout, this, &StateEditorDialog::check);
  connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
    clearMistake();
    m_checkTimer->start();
  });
  connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, [this] {
    m_position->setText(lineAndColumn(m_edit->toPlainText(), m_edit->textCursor().position()));
  });
}

void StateEditorDialog::setUpMessages() {
  m_strip = new MessageStrip(this);
  m_error = new QLabel(this);
  m_error->setObjectName(QStringLiteral("stateError"));
  m_error->setTextFormat(Qt::PlainText);
  m_error->setWordWrap(true);
  m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_position = new QLabel(lineAndColumn(QString(), 0), this);
  m_position->setObjectName(QStringLiteral("cursorPosition"));
  m_changes = new QLabel(this);
  m_changes->setObjectName(QStringLiteral("stateChanges"));
  m_changes->setTextFormat(Qt::PlainText);
  m_changes->setFont(monospaced(font()));
  m_changes->setMinimumHeight(QFontMetrics(m_changes->font()).lineSpacing() * shownChanges);
  m_changes->setAlignment(Qt::AlignTop | Qt::AlignLeft);
}

void StateEditorDialog::setUpLayout(const QString& processName) {
  auto* heading = new QLabel(processName, this);
  heading->setTextFormat(Qt::PlainText);
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  m_note = new QLabel(this);
  m_note->setObjectName(QStringLiteral("processNote"));
  m_note->setTextFormat(Qt::PlainText);
  auto* top = new QHBoxLayout;
  top->addWidget(heading);
  top->addStretch();
  top->addWidget(m_note);
  auto* under = new QHBoxLayout;
  under->addWidget(m_error, 1);
  under->addWidget(m_position, 0, Qt::AlignTop);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(m_strip);
  layout->addWidget(m_edit, 1);
  layout->addLayout(under);
  layout->addWidget(m_changes);
}

void StateEditorDialog::setUpButtons() {
  auto* buttons = new QDialogButtonBox(this);
  m_reload = buttons->addButton(tr("&Reload"), QDialogButtonBox::ResetRole);
  m_reload->setObjectName(QStringLiteral("reloadButton"));
  m_reload->setIcon(icon(IconId::Refresh));
  m_reload->setToolTip(tr("Fetch the state again; undo (Ctrl+Z) brings your text back"));
  m_apply = buttons->addButton(tr("&Apply"), QDialogButtonBox::ApplyRole);
  m_apply->setObjectName(QStringLiteral("applyButton"));
  m_apply->setIcon(icon(IconId::Edit));
  m_apply->setToolTip(tr("Replace the state and keep the editor open"));
  m_applyAndStep = buttons->addButton(tr("Apply and &step"), QDialogButtonBox::ApplyRole);
  m_applyAndStep->setObjectName(QStringLiteral("applyAndStepButton"));
  m_applyAndStep->setIcon(icon(IconId::Step));
  m_applyAndStep->setToolTip(tr("Replace the state and have the process handle one message (F8)"));
  m_applyAndStep->setShortcut(QKeySequence(Qt::Key_F8));
  m_applyAndResume = buttons->addButton(tr("Apply and res&ume"), QDialogButtonBox::ApplyRole);
  m_applyAndResume->setObjectName(QStringLiteral("applyAndResumeButton"));
  m_applyAndResume->setIcon(icon(IconId::Resume));
  m_applyAndResume->setToolTip(tr("Replace the state and let the process go on (Ctrl+Enter)"));
  m_applyAndResume->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
  QPushButton* close = buttons->addButton(QDialogButtonBox::Close);
  close->setObjectName(QStringLiteral("closeButton"));
  // Enter belongs to the text.
  for (QPushButton* button : {m_reload, m_apply, m_applyAndStep, m_applyAndResume, close}) {
    button->setAutoDefault(false);
    button->setAccessibleName(button->text().remove(QLatin1Char('&')));
  }
  connect(m_reload, &QPushButton::clicked, this, [this] {
    setBusy(true);
    emit reloadRequested();
  });
  connect(m_apply, &QPushButton::clicked, this, [this] { apply(AfterApply::StaySuspended); });
  connect(m_applyAndStep, &QPushButton::clicked, this, [this] { apply(AfterApply::Step); });
  connect(m_applyAndResume, &QPushButton::clicked, this, [this] { apply(AfterApply::Resume); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout()->addWidget(buttons);
}

void StateEditorDialog::setState(const genmsg::ProcessState& state) {
  m_state = state;
  m_hasState = true;
  QTextCursor cursor(m_edit->document());
  cursor.select(QTextCursor::Document);
  cursor.insertText(editableText(state.state, state.shape));
  m_edit->document()->setModified(false);
  m_edit->moveCursor(QTextCursor::Start);
  m_strip->dismiss();
  setBusy(false);
  check();
  m_edit->setFocus();
}

void StateEditorDialog::setProcessNote(const QString& note) { m_note->setText(note); }

void StateEditorDialog::showFetchError(const genmsg::NodeError& error) {
  setBusy(false);
  m_strip->showMessage(Tone::Error, tr("The state could not be fetched: %1")
                                        .arg(models::errorText(error)));
}

void StateEditorDialog::showRefusal(const genmsg::NodeError& error) {
  setBusy(false);
  const QString message = QString::fromStdString(error.message);
  if (error.code == genmsg::NodeError::Code::StaleState) {
    m_strip->showMessage(
        Tone::Warning,
        tr("The state changed after it was read (version %1). Nothing was replaced.")
            .arg(QLocale().toString(qulonglong{m_state.version})),
        tr("Reload"), this, [this] { m_reload->click(); });
    return;
  }
  if (error.code == genmsg::NodeError::Code::BadState) {
    const QString text = m_edit->toPlainText();
    const TextSpan all{0, text.size()};
    showMistake({findPath(text, pathOf(message)).value_or(all), message});
    goToMistake();
    return;
  }
  m_strip->showMessage(Tone::Error,
                       tr("The state was not replaced: %1").arg(models::errorText(error)));
}

void StateEditorDialog::showApplied(const genmsg::ProcessState& state) {
  setState(state);
  m_strip->showMessage(Tone::Good, tr("Replaced. Version %1.")
                                       .arg(QLocale().toString(qulonglong{state.version})));
}

void StateEditorDialog::showNote(Tone tone, const QString& note) {
  m_strip->showMessage(tone, note);
}

/// Whether closing would lose anything: white space is no change, a text that is no term may be one.
bool StateEditorDialog::hasChanges() {
  if (!m_edit->document()->isModified()) return false;
  const std::optional<genmsg::Term> term = parsed();
  return !term || !models::changesBetween(m_state.state, *term, m_state.shape, 1).empty();
}

void StateEditorDialog::reject() {
  if (!hasChanges()) {
    QDialog::reject();
    return;
  }
  m_strip->showMessage(Tone::Warning, tr("Your changes have not been applied."), tr("&Discard"),
                       this, [this] { QDialog::reject(); });
}

void StateEditorDialog::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_mistake) markMistake();
}

void StateEditorDialog::apply(AfterApply after) {
  m_checkTimer->stop();
  const std::optional<genmsg::Term> term = parsed();
  if (!term) {
    goToMistake();
    return;
  }
  setBusy(true);
  emit applyRequested(*term, m_state.version, after);
}

void StateEditorDialog::check() {
  if (!m_hasState) return;
  const std::optional<genmsg::Term> term = parsed();
  if (!term) {
    m_changes->clear();
    return;
  }
  QStringList changes;
  for (const models::TermChange& change : models::changesBetween(
           m_state.state, *term, m_state.shape, std::size_t{shownChanges} + 1)) {
    changes << models::changeText(change);
  }
  if (changes.isEmpty()) {
    m_changes->setText(tr("No changes"));
    return;
  }
  if (changes.size() > shownChanges) {
    changes.resize(shownChanges - 1);
    changes << tr("and more");
  }
  m_changes->setText(changes.join(QLatin1Char('\n')));
}

std::optional<genmsg::Term> StateEditorDialog::parsed() {
  const QString text = m_edit->toPlainText();
  auto result = genmsg::parse(text.toStdString());
  if (result) return std::move(*result);
  const genmsg::ParseError& error = result.error();
  const qsizetype position = positionOf(text, error.line, error.column);
  showMistake({{position, 1},
               tr("expected %1, found %2").arg(QString::fromStdString(error.expected),
                                               QString::fromStdString(error.found))});
  return std::nullopt;
}

void StateEditorDialog::showMistake(Mistake mistake) {
  const QString where = lineAndColumn(m_edit->toPlainText(), mistake.span.position);
  //: "Line 3, column 12: expected an integer, found foo"
  m_error->setText(tr("%1: %2").arg(where, mistake.text));
  m_edit->setAccessibleDescription(m_error->text());
  m_mistake = std::move(mistake);
  markMistake();
}

void StateEditorDialog::goToMistake() {
  QTextCursor cursor = m_edit->textCursor();
  cursor.setPosition(static_cast<int>(m_mistake->span.position));
  m_edit->setTextCursor(cursor);
  m_edit->setFocus();
}

void StateEditorDialog::clearMistake() {
  m_mistake.reset();
  m_error->clear();
  m_edit->setAccessibleDescription(QString());
  m_edit->setExtraSelections({});
}

void StateEditorDialog::markMistake() {
  QPalette label = palette();
  label.setColor(QPalette::WindowText, toneColor(label, Tone::Error));
  m_error->setPalette(label);
  QTextEdit::ExtraSelection line;
  line.cursor = QTextCursor(m_edit->document());
  line.cursor.setPosition(static_cast<int>(m_mistake->span.position));
  line.format.setBackground(toneSurface(palette(), Tone::Error));
  line.format.setProperty(QTextFormat::FullWidthSelection, true);
  QTextEdit::ExtraSelection part;
  part.cursor = line.cursor;
  const auto end = m_mistake->span.position + m_mistake->span.length;
  const auto last = static_cast<qsizetype>(m_edit->document()->characterCount()) - 1;
  // At the end of the text there is nothing to underline but what stands before it.
  if (m_mistake->span.position >= last) part.cursor.movePosition(QTextCursor::PreviousCharacter);
  part.cursor.setPosition(static_cast<int>(qMin(end, last)), QTextCursor::KeepAnchor);
  part.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
  part.format.setUnderlineColor(toneColor(palette(), Tone::Error));
  part.format.setForeground(toneColor(palette(), Tone::Error));
  m_edit->setExtraSelections({line, part});
}

void StateEditorDialog::setBusy(bool busy) {
  m_edit->setReadOnly(busy);
  m_reload->setEnabled(!busy);
  m_apply->setEnabled(!busy && m_hasState);
  m_applyAndStep->setEnabled(!busy && m_hasState);
  m_applyAndResume->setEnabled(!busy && m_hasState);
}

}  // namespace views
