// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state_editor_dialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QTabWidget>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>
#include <utility>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "models/error_text.h"
#include "models/term_changes.h"
#include "models/term_merge.h"
#include "models/term_tree_model.h"
#include "views/details_tree.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/term_delegate.h"
#include "views/theme.h"

namespace views {
namespace {

constexpr int shownChanges = 4;
constexpr int textColumns = 84;
constexpr int textRows = 18;
constexpr int typeColumns = 22;  // "unsigned long long"
/// Of a state that is too large to edit.
constexpr genmsg::PrintLimits shownLimits{32, 20'000};

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
  setUpTabs();
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

void StateEditorDialog::setUpTabs() {
  m_tabs = new QTabWidget(this);
  m_tabs->setObjectName(QStringLiteral("editorTabs"));
  m_tabs->setAccessibleName(tr("Ways to edit the state"));
  m_tabs->addTab(setUpFields(), tr("&Fields"));
  m_tabs->addTab(m_edit, tr("&Text"));
  connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
    if (isOnFields()) takeText();
    m_position->setHidden(isOnFields());
  });
}

QWidget* StateEditorDialog::setUpFields() {
  m_fields = new models::TermTreeModel(this);
  m_fieldTree = makeTermTree(m_fields, this, QStringLiteral("fieldTree"), tr("Fields of the state"));
  m_fieldTree->header()->setObjectName(QStringLiteral("fieldTreeHeader"));
  // There is more room than in the details.
  m_fieldTree->header()->resizeSection(models::TermTreeModel::Type,
                                       fontMetrics().averageCharWidth() * typeColumns);
  m_fieldTree->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                               QAbstractItemView::SelectedClicked);
  auto* delegate = new TermDelegate(m_fields, this);
  m_fieldTree->setItemDelegateForColumn(models::TermTreeModel::Value, delegate);
  connect(delegate, &TermDelegate::mistakeChanged, this, [this](const QString& mistake) {
    m_fieldMistake = mistake;
    check();
    m_error->setText(mistake);
    QPalette label = palette();
    label.setColor(QPalette::WindowText, toneColor(label, Tone::Error));
    m_error->setPalette(label);
    setApplyEnabled(m_fields->isEditable());
  });
  // Enter edits the value, wherever in the row one is.
  connect(m_fieldTree, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    const QModelIndex value = index.siblingAtColumn(models::TermTreeModel::Value);
    const bool canType = m_fields->inputAt(value).kind() != models::TermInput::Kind::ReadOnly;
    if (canType && m_fields->isEditable()) m_fieldTree->edit(value);
  });
  // What was wrong and is left is not taken: there is nothing wrong any more.
  connect(delegate, &QAbstractItemDelegate::closeEditor, this, [this] {
    if (!m_fieldMistake.isEmpty()) m_error->clear();
    m_fieldMistake.clear();
    check();
    setApplyEnabled(m_fields->isEditable());
  });
  connect(m_fields, &models::TermTreeModel::edited, this, &StateEditorDialog::takeFields);
  setUpFieldActions();
  return m_fieldTree;
}

void StateEditorDialog::setUpFieldActions() {
  auto* repeat = new QAction(icon(IconId::Copy), tr("&Repeat element"), m_fieldTree);
  repeat->setObjectName(QStringLiteral("repeatElementAction"));
  repeat->setToolTip(tr("Put this element into its list once more"));
  auto* remove = new QAction(icon(IconId::Clear), tr("Re&move"), m_fieldTree);
  remove->setObjectName(QStringLiteral("removeElementAction"));
  remove->setToolTip(tr("Remove this element of a list, or this entry of a map"));
  remove->setShortcut(QKeySequence::Delete);
  remove->setShortcutContext(Qt::WidgetShortcut);
  m_fieldTree->addActions({repeat, remove});
  m_fieldTree->setContextMenuPolicy(Qt::ActionsContextMenu);
  const auto update = [this, repeat, remove] {
    repeat->setEnabled(m_fields->isRepeatable(m_fieldTree->currentIndex()));
    remove->setEnabled(m_fields->isRemovable(m_fieldTree->currentIndex()));
  };
  connect(m_fieldTree->selectionModel(), &QItemSelectionModel::currentChanged, this, update);
  connect(m_fields, &QAbstractItemModel::layoutChanged, this, update);
  connect(repeat, &QAction::triggered, this,
          [this] { m_fields->repeat(m_fieldTree->currentIndex()); });
  connect(remove, &QAction::triggered, this,
          [this] { m_fields->remove(m_fieldTree->currentIndex()); });
  update();
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
  m_position->setHidden(isOnFields());
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
  layout->addWidget(m_tabs, 1);
  layout->addLayout(under);
  layout->addWidget(m_changes);
  // Below, and with its room kept: rows do not move under the mouse when it comes and goes.
  QSizePolicy kept = m_strip->sizePolicy();
  kept.setRetainSizeWhenHidden(true);
  m_strip->setSizePolicy(kept);
  layout->addWidget(m_strip);
}

void StateEditorDialog::setUpButtons() {
  auto* buttons = new QDialogButtonBox(this);
  m_undo = buttons->addButton(tr("U&ndo last edit"), QDialogButtonBox::ActionRole);
  m_undo->setObjectName(QStringLiteral("undoEditButton"));
  m_undo->setToolTip(tr("Take back what the last edit changed"));
  m_historyButton = buttons->addButton(tr("&History"), QDialogButtonBox::ActionRole);
  m_historyButton->setObjectName(QStringLiteral("historyButton"));
  m_historyButton->setToolTip(tr("What was applied to this process; choosing an edit brings the "
                                 "state before it into the editor"));
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
  for (QPushButton* button : {m_undo, m_historyButton, m_reload, m_apply, m_applyAndStep,
                              m_applyAndResume, close}) {
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
  setUpHistory();
  layout()->addWidget(buttons);
}

void StateEditorDialog::setUpHistory() {
  m_historyMenu = new QMenu(m_historyButton);
  m_historyMenu->setObjectName(QStringLiteral("historyMenu"));
  m_historyButton->setMenu(m_historyMenu);
  connect(m_undo, &QPushButton::clicked, this, &StateEditorDialog::undo);
}

/// A state that has moved on since keeps what the process did itself: then it is only put into the
/// editor, for people to look at.
void StateEditorDialog::undo() {
  const AppliedEdit edit = m_history.last();
  if (edit.after == m_state.state) {
    setBusy(true);
    m_isApplying = true;
    emit undoRequested(edit.before, m_state.version);
    return;
  }
  setText(editableText(models::merged(edit.after, edit.before, m_state.state), m_state.shape));
  if (isOnFields()) takeText();
  check();
  m_strip->showMessage(Tone::Info, tr("The state has moved on since that edit. Only what the edit "
                                      "changed is taken back here: look at it, and apply."));
}

void StateEditorDialog::setHistory(const QList<AppliedEdit>& history) {
  m_history = history;
  m_historyMenu->clear();
  for (auto edit = m_history.crbegin(); edit != m_history.crend(); ++edit) {
    //: when, and what an edit changed
    QString text = tr("%1 · before %2")
                       .arg(edit->time.toString(QStringLiteral("HH:mm:ss")), edit->changes);
    text.replace(QLatin1Char('&'), QLatin1String("&&"));
    connect(m_historyMenu->addAction(text), &QAction::triggered, this,
            [this, chosen = *edit] { showBefore(chosen); });
  }
  setBusy(m_edit->isReadOnly() && !m_isTooLarge);
}

void StateEditorDialog::showBefore(const AppliedEdit& edit) {
  setText(editableText(edit.before, m_state.shape));
  if (isOnFields()) takeText();
  m_strip->showMessage(Tone::Info,
                       tr("This is the state before that edit. Apply it to have it again."));
}

bool StateEditorDialog::isOnFields() const { return m_tabs->currentWidget() == m_fieldTree; }

void StateEditorDialog::setText(const QString& text) {
  QTextCursor cursor(m_edit->document());
  cursor.select(QTextCursor::Document);
  cursor.insertText(text);
}

/// The fields say what the text is now.
void StateEditorDialog::takeFields() {
  setText(editableText(m_fields->term(), m_state.shape));
}

/// The text says what the fields are; one that is no term cannot, and stays until it is mended.
void StateEditorDialog::takeText() {
  if (!m_hasState || m_isTooLarge) return;
  if (const std::optional<genmsg::Term> term = parsed()) {
    m_fields->setTerm(*term, m_state.shape);
    return;
  }
  goToMistake();
}

void StateEditorDialog::setState(const genmsg::ProcessState& state) {
  if (closesWithAnswer()) return;
  const bool first = !m_hasState;
  m_state = state;
  m_hasState = true;
  m_isTooLarge = !isEditable(state.state);
  const std::optional<Kept> kept = std::exchange(m_kept, std::nullopt);
  const bool keeps = kept && !m_isTooLarge;
  const genmsg::Term term =
      keeps ? models::merged(kept->base, kept->mine, state.state) : state.state;
  setText(m_isTooLarge ? QString::fromStdString(genmsg::print(term, shownLimits))
                       : editableText(term, state.shape));
  m_fields->setTerm(term, state.shape);
  if (first) m_fieldTree->expandToDepth(0);
  m_edit->document()->setModified(keeps);
  m_edit->moveCursor(QTextCursor::Start);
  m_strip->dismiss();
  setBusy(false);
  check();
  (isOnFields() ? static_cast<QWidget*>(m_fieldTree) : m_edit)->setFocus();
  if (m_isTooLarge) {
    m_strip->showMessage(Tone::Warning,
                         tr("This state is too large to be edited here: it is only shown, and its "
                            "text only in part"));
  } else if (keeps) {
    m_strip->showMessage(Tone::Info, tr("These are your changes on version %1: look at them, and "
                                        "apply again")
                                         .arg(QLocale().toString(qulonglong{state.version})));
  }
}

void StateEditorDialog::keepChanges() {
  const std::optional<genmsg::Term> mine = parsed();
  if (!mine) {
    goToMistake();
    return;
  }
  m_kept = Kept{*mine, m_state.state};
  m_reload->click();
}

void StateEditorDialog::setProcessNote(const QString& note) { m_note->setText(note); }

void StateEditorDialog::showFetchError(const genmsg::NodeError& error) {
  if (closesWithAnswer()) return;
  m_kept.reset();
  setBusy(false);
  m_strip->showMessage(Tone::Error, tr("The state could not be fetched: %1")
                                        .arg(models::errorText(error)));
}

void StateEditorDialog::showRefusal(const genmsg::NodeError& error) {
  m_isApplying = false;
  if (std::exchange(m_closeWhenApplied, false)) emit staysOpen();
  setBusy(false);
  const QString message = QString::fromStdString(error.message);
  if (error.code == genmsg::NodeError::Code::StaleState) {
    m_strip->showMessage(
        Tone::Warning,
        tr("The state changed after it was read (version %1). Nothing was replaced.")
            .arg(QLocale().toString(qulonglong{m_state.version})),
        tr("Reload and keep my changes"), this, [this] { keepChanges(); });
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
  if (closesWithAnswer()) return;
  setState(state);
  m_strip->showMessage(Tone::Good, tr("Replaced. Version %1.")
                                       .arg(QLocale().toString(qulonglong{state.version})));
}

void StateEditorDialog::showNote(Tone tone, const QString& note) {
  m_strip->showMessage(tone, note);
}

/// Whether closing would lose anything: white space is no change, a text that is no term may be one.
bool StateEditorDialog::hasChanges() {
  if (m_isTooLarge) return false;
  if (!m_edit->document()->isModified()) return false;
  const std::optional<genmsg::Term> term = parsed();
  return !term || !models::changesBetween(m_state.state, *term, m_state.shape, 1).empty();
}

bool StateEditorDialog::hasUnapplied() { return !m_isApplying && hasChanges(); }

bool StateEditorDialog::applyAndClose() {
  m_closeWhenApplied = true;
  if (!m_isApplying) apply(AfterApply::StaySuspended);
  m_closeWhenApplied = m_isApplying;
  return m_isApplying;
}

/// The process has what was applied; whether that was all that the editor was open for.
bool StateEditorDialog::closesWithAnswer() {
  const bool wasApplying = std::exchange(m_isApplying, false);
  if (!std::exchange(m_closeWhenApplied, false) || !wasApplying) return false;
  accept();
  return true;
}

void StateEditorDialog::reject() {
  if (m_isApplying) {
    m_closeWhenApplied = true;
    m_strip->showMessage(Tone::Info, tr("It is being applied; the editor closes after it."),
                         tr("Close &now"), this, [this] { QDialog::reject(); });
    return;
  }
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
  if (!m_fieldMistake.isEmpty()) return;  // it says so
  // A field that is being typed in is part of it.
  if (isOnFields()) m_fieldTree->setFocus();
  m_checkTimer->stop();
  const std::optional<genmsg::Term> term = parsed();
  if (!term) {
    goToMistake();
    return;
  }
  const bool same = models::changesBetween(m_state.state, *term, m_state.shape, 1).empty();
  if (same && after == AfterApply::StaySuspended) {
    m_strip->showMessage(Tone::Info, tr("No changes: there is nothing to apply."));
    return;
  }
  setBusy(true);
  m_isApplying = true;
  if (same) {
    emit proceedRequested(after);
  } else {
    emit applyRequested(*term, m_state.version, after);
  }
}

void StateEditorDialog::check() {
  if (!m_hasState || m_isTooLarge) return;
  // What is being typed in a field is not in the text yet.
  const std::optional<genmsg::Term> term = m_fieldMistake.isEmpty() ? parsed() : std::nullopt;
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
  m_tabs->setCurrentWidget(m_edit);
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

/// Not while a field is wrong: a click would take the keyboard out of it, and what was typed with it.
void StateEditorDialog::setApplyEnabled(bool enabled) {
  for (QPushButton* button : {m_apply, m_applyAndStep, m_applyAndResume}) {
    button->setEnabled(enabled && m_fieldMistake.isEmpty());
  }
}

void StateEditorDialog::setBusy(bool busy) {
  const bool editable = !busy && m_hasState && !m_isTooLarge;
  m_edit->setReadOnly(busy || m_isTooLarge);
  m_fields->setEditable(editable);
  m_reload->setEnabled(!busy);
  setApplyEnabled(editable);
  m_undo->setEnabled(!busy && m_hasState && !m_history.isEmpty());
  m_historyButton->setEnabled(editable && !m_history.isEmpty());
}

}  // namespace views
