// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/step_model.h"

#include <algorithm>
#include <utility>

#include "genmsg/term/print.h"
#include "models/format.h"
#include "models/roles.h"
#include "models/term_changes.h"

namespace models {
namespace {

using genmsg::Term;

constexpr std::size_t valueCharacters = 400;
constexpr genmsg::PrintLimits summaryLimits{8, 60};
/// Nobody reads more, and somebody may have replaced a list of a million.
constexpr std::size_t changesMax = 10'000;

QString textOf(const Term& term, genmsg::PrintLimits limits = {}) {
  return QString::fromStdString(genmsg::print(term, limits));
}

QString cut(const Term& term) {
  return textOf(term, {32, valueCharacters});
}

genmsg::Pid pidIn(const Term& term) {
  return term.is(Term::Kind::Pid) ? term.as_pid() : genmsg::Pid();
}

}  // namespace

QString summaryOf(const genmsg::sys::Step& step) {
  const QString message = textOf(step.message, summaryLimits);
  if (step.skipped) return StepModel::tr("Skipped %1: it is kept as a dead letter").arg(message);
  if (step.exit_reason)
    return StepModel::tr("Handled %1 and ended: %2")
        .arg(message, textOf(*step.exit_reason, summaryLimits));
  return StepModel::tr("Handled %1").arg(message);
}

StepModel::StepModel(QObject* parent) : QAbstractItemModel(parent) {}

void StepModel::setStep(const genmsg::StepPtr& step) {
  if (!step && !m_step) return;
  beginResetModel();
  m_step = step;
  m_groups.clear();
  if (m_step) {
    m_groups.push_back(messageGroup());
    if (!m_step->skipped && (!m_step->exit_reason || isHeld())) m_groups.push_back(changesGroup());
    if (!m_step->sent.empty()) m_groups.push_back(sentGroup());
    if (m_step->exit_reason) {
      const Term& reason = *m_step->exit_reason;
      m_groups.push_back(
          {isHeld() ? tr("It was its last: the process is held before it exits")
                    : tr("It was its last: the process has exited"),
           {{tr("Reason"), cut(reason), textOf(reason), pidIn(reason)}}});
    }
  }
  endResetModel();
}

/// Of a process that has exited there is no state after it.
bool StepModel::isHeld() const {
  return m_step->exit_reason && !m_step->after.is(genmsg::atoms::undefined);
}

StepModel::Group StepModel::messageGroup() const {
  const QString type = formatAtom(m_step->type);
  const QString from = m_step->sender ? formatPid(m_step->sender) : tr("no process");
  return {m_step->skipped ? tr("Message, thrown away") : tr("Message"),
          {{tr("Type"), type, type, {}},
           {tr("From"), from, from, m_step->sender},
           {tr("Message"), cut(m_step->message), textOf(m_step->message), {}}}};
}

StepModel::Group StepModel::changesGroup() const {
  const std::vector<TermChange> changes =
      changesBetween(m_step->before, m_step->after, m_step->shape, changesMax);
  Group group{changes.empty() ? tr("No change in the state")
                              : tr("Changed in the state: %1").arg(formatCount(changes.size())),
              {}};
  for (std::size_t i = 0; i < std::min(changes.size(), itemsMax); ++i) {
    const TermChange& change = changes[i];
    group.entries.push_back({change.path.isEmpty() ? tr("state") : change.path,
                             changeValueText(change, valueCharacters / 2),
                             wholeChangeText(change),
                             {}});
  }
  if (changes.size() > itemsMax)
    group.entries.push_back(
        {tr("… %1 more").arg(formatCount(changes.size() - itemsMax)), {}, {}, {}});
  return group;
}

StepModel::Group StepModel::sentGroup() const {
  const std::size_t count = m_step->sent.size() + m_step->sent_more;
  Group group{tr("Sent: %1").arg(formatCount(count)), {}};
  for (const auto& sent : m_step->sent) {
    //: whom a message was sent to: "reply to <0.5.1>", "to <0.5.1>"
    const QString to = (sent.is_reply ? tr("reply to %1") : tr("to %1")).arg(cut(sent.to));
    const QString type = sent.is_reply ? QString() : QString(formatAtom(sent.type) + u' ');
    group.entries.push_back(
        {to, type + cut(sent.message), type + textOf(sent.message), pidIn(sent.to)});
  }
  if (m_step->sent_more > 0)
    group.entries.push_back({tr("… %1 more").arg(formatCount(m_step->sent_more)), {}, {}, {}});
  return group;
}

QString StepModel::text() const {
  QString text = m_step ? QString(summary() + u'\n') : QString();
  for (const Group& group : m_groups) {
    text += group.title + u'\n';
    for (const Entry& entry : group.entries)
      text += u"  " + entry.item + u": " + QString(entry.whole).replace(u'\n', u' ') + u'\n';
  }
  return text;
}

const StepModel::Entry* StepModel::entryAt(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == 0) return nullptr;
  return &m_groups[index.internalId() - 1].entries[static_cast<std::size_t>(index.row())];
}

// The internal id of a group is 0, that of an item its group's row + 1.
QModelIndex StepModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent)) return {};
  const int id = parent.isValid() ? parent.row() + 1 : 0;
  return createIndex(row, column, static_cast<quintptr>(id));
}

QModelIndex StepModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == 0) return {};
  return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int StepModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(m_groups.size());
  if (parent.internalId() != 0 || parent.column() > 0) return 0;
  return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].entries.size());
}

int StepModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

QVariant StepModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const Entry* entry = entryAt(index);
  if (!entry) {
    const bool isTitle = role == Qt::DisplayRole && index.column() == Item;
    return isTitle ? m_groups[static_cast<std::size_t>(index.row())].title : QVariant();
  }
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == Item ? entry->item : entry->value;
    case Qt::ToolTipRole:
      return index.column() == Item ? entry->item : entry->value;
    case TermTextRole:
    case RawValueRole:
      return entry->whole;
    case PidRole:
      return QVariant::fromValue(entry->pid);
    default:
      return {};
  }
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Item:
      return tr("Item");
    case Value:
      return tr("Value");
    default:
      return {};
  }
}

}  // namespace models
