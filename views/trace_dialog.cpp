// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace_dialog.h"

#include <array>
#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/subtree.h"
#include "models/trace_text.h"
#include "views/theme.h"

namespace views {
namespace {

using genmsg::TraceKind;
constexpr genmsg::TraceLimits defaultLimits;
constexpr int secondsMax = 24 * 3600;
constexpr int rateMax = 100'000;

enum ScopeRole { KindRole = Qt::UserRole, PidRole, InitialCallRole, RateRole };

/// A row of check boxes may stand for kinds that only make sense together.
struct KindRow {
  genmsg::TraceKinds bits;
  const char* name;  // of its widgets
};

constexpr std::array kindRows{
    KindRow{bit(TraceKind::Receive) | bit(TraceKind::Handled), "Receive"},
    KindRow{bit(TraceKind::Send), "Send"},
    KindRow{bit(TraceKind::Spawn) | bit(TraceKind::Spawned), "Spawn"},
    KindRow{bit(TraceKind::Exit), "Exit"},
    KindRow{bit(TraceKind::Link) | bit(TraceKind::Unlink), "Link"},
    KindRow{bit(TraceKind::Suspend) | bit(TraceKind::Resume) | bit(TraceKind::Step), "Suspend"},
    KindRow{bit(TraceKind::StateReplaced), "State"},
};

QString kindText(std::size_t row) {
  switch (row) {
    case 0: return TraceDialog::tr("Messages received, with wait and run time");
    case 1: return TraceDialog::tr("Messages sent");
    case 2: return TraceDialog::tr("Processes started");
    case 3: return TraceDialog::tr("Exits");
    case 4: return TraceDialog::tr("Links made and removed");
    case 5: return TraceDialog::tr("Suspended, resumed, stepped");
    default: return TraceDialog::tr("State replaced");
  }
}

using Rows = std::vector<std::uint32_t>;

/// Messages a second that they handle; below 0: not known of any.
double sumOf(const models::NodeView& view, const Rows& rows) {
  double sum = 0;
  bool isKnown = false;
  for (const std::uint32_t row : rows) {
    const double rate = view.rates[row].messagesPerSecond;
    if (std::isnan(rate)) continue;
    sum += rate;
    isKnown = true;
  }
  return isKnown ? sum : -1;
}

Rows rowsOf(const models::NodeView& view, genmsg::Atom initialCall) {
  Rows rows;
  for (std::uint32_t row = 0; row < view.snapshot->processes.size(); ++row) {
    if (view.process(row).initial_call == initialCall) rows.push_back(row);
  }
  return rows;
}

Rows rowsBelow(const models::NodeView& view, genmsg::Pid top) {
  Rows rows;
  for (const genmsg::Pid pid : models::subtreeOf(view, top)) rows.push_back(view.rowOf(pid));
  std::erase(rows, models::noRow);
  return rows;
}

}  // namespace

TraceDialog::TraceDialog(genmsg::Pid chosen, models::NodeViewPtr view, genmsg::TraceKinds shown,
                         QWidget* parent)
    : QDialog(parent), m_view(std::move(view)) {
  setObjectName(QStringLiteral("traceDialog"));
  setWindowTitle(tr("New trace"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(makeScope());
  layout->addWidget(makeKinds(shown));
  layout->addWidget(makeLimits());
  m_estimate = new QLabel(this);
  m_estimate->setObjectName(QStringLiteral("traceEstimate"));
  m_estimate->setWordWrap(true);
  layout->addWidget(m_estimate);
  m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Start trace"));
  layout->addWidget(m_buttons);
  connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
    emit startRequested(spec(), shownKinds());
    accept();
  });
  connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  fillScopes(chosen);
  update();
}

QWidget* TraceDialog::makeScope() {
  auto* box = new QGroupBox(tr("Processes"), this);
  m_scope = new QComboBox(box);
  m_scope->setObjectName(QStringLiteral("traceScope"));
  m_scope->setAccessibleName(tr("Processes to trace"));
  m_newProcesses = new QCheckBox(tr("Also those that &start later"), box);
  m_newProcesses->setObjectName(QStringLiteral("traceNewProcesses"));
  m_type = new QLineEdit(box);
  m_type->setObjectName(QStringLiteral("traceType"));
  m_type->setPlaceholderText(tr("any"));
  m_type->setMaxLength(static_cast<int>(genmsg::Atom::max_characters));
  auto* layout = new QFormLayout(box);
  layout->addRow(tr("&Trace"), m_scope);
  layout->addRow(QString(), m_newProcesses);
  layout->addRow(tr("Only message t&ype"), m_type);
  connect(m_scope, &QComboBox::currentIndexChanged, this, &TraceDialog::update);
  return box;
}

void TraceDialog::fillScopes(genmsg::Pid chosen) {
  const std::uint32_t row = m_view && chosen ? m_view->rowOf(chosen) : models::noRow;
  if (row != models::noRow) {
    const genmsg::ProcessRow& process = m_view->process(row);
    const QString atom = models::formatAtom(process.name);
    const QString pid = models::formatPid(chosen);
    const QString name = atom.isEmpty() ? pid : QString(atom + u' ' + pid);
    addScope(Scope::Process, name, chosen, {}, sumOf(*m_view, {row}));
    addScope(Scope::Subtree, tr("%1 and its subtree").arg(name), chosen, {},
             sumOf(*m_view, rowsBelow(*m_view, chosen)));
    if (process.initial_call != genmsg::atoms::undefined) {
      addScope(Scope::Class, tr("All of %1").arg(models::formatAtom(process.initial_call)), {},
               process.initial_call, sumOf(*m_view, rowsOf(*m_view, process.initial_call)));
    }
  }
}

void TraceDialog::addScope(Scope scope, const QString& text, genmsg::Pid pid,
                           genmsg::Atom initialCall, double messagesPerSecond) {
  m_scope->addItem(text, static_cast<int>(scope));
  const int at = m_scope->count() - 1;
  m_scope->setItemData(at, QVariant::fromValue(pid), PidRole);
  m_scope->setItemData(at, initialCall.index(), InitialCallRole);
  m_scope->setItemData(at, messagesPerSecond, RateRole);
}

QWidget* TraceDialog::makeKinds(genmsg::TraceKinds shown) {
  auto* box = new QGroupBox(tr("Events"), this);
  auto* layout = new QGridLayout(box);
  auto* record = new QLabel(tr("Record"), box);
  record->setToolTip(tr("What is not recorded is gone, and costs nothing"));
  auto* show = new QLabel(tr("Show"), box);
  show->setToolTip(tr("What is not shown stays recorded, and can be shown later"));
  layout->addWidget(record, 0, 1, Qt::AlignHCenter);
  layout->addWidget(show, 0, 2, Qt::AlignHCenter);
  layout->setColumnStretch(0, 1);
  for (std::size_t i = 0; i < kindRows.size(); ++i) {
    const KindRow& row = kindRows[i];
    const int at = static_cast<int>(i) + 1;
    const QString text = kindText(i);
    Kind kind{row.bits, new QCheckBox(box), new QCheckBox(box)};
    kind.record->setObjectName(QStringLiteral("record%1").arg(QLatin1String(row.name)));
    kind.record->setAccessibleName(tr("Record: %1").arg(text));
    kind.record->setChecked((genmsg::messages_traced & row.bits) != 0);
    kind.show->setObjectName(QStringLiteral("show%1").arg(QLatin1String(row.name)));
    kind.show->setAccessibleName(tr("Show: %1").arg(text));
    kind.show->setChecked((shown & row.bits) != 0);
    connect(kind.record, &QCheckBox::toggled, this, &TraceDialog::update);
    layout->addWidget(new QLabel(text, box), at, 0);
    layout->addWidget(kind.record, at, 1, Qt::AlignHCenter);
    layout->addWidget(kind.show, at, 2, Qt::AlignHCenter);
    m_kinds.push_back(kind);
  }
  return box;
}

QSpinBox* TraceDialog::makeSpinBox(const char* name, const QString& label, int value, int max) {
  auto* box = new QSpinBox(this);
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(label);
  box->setRange(1, max);
  box->setGroupSeparatorShown(true);
  box->setValue(value);
  connect(box, &QSpinBox::valueChanged, this, &TraceDialog::update);
  return box;
}

QWidget* TraceDialog::makeLimits() {
  auto* box = new QGroupBox(tr("Limits: the first that is reached ends the trace"), this);
  auto* layout = new QFormLayout(box);
  m_events = makeSpinBox("traceEvents", tr("Events"), static_cast<int>(defaultLimits.events),
                         models::traceEventsMax);
  m_seconds = makeSpinBox("traceSeconds", tr("Seconds"),
                          static_cast<int>(defaultLimits.time.count() / 1000), secondsMax);
  m_seconds->setSuffix(tr(" s"));
  m_rate = makeSpinBox("traceRate", tr("Events a second"),
                       static_cast<int>(defaultLimits.events_per_second), rateMax);
  layout->addRow(tr("&Events"), m_events);
  layout->addRow(tr("&Time"), m_seconds);
  layout->addRow(tr("Events a seco&nd"), m_rate);
  return box;
}

genmsg::TraceSpec TraceDialog::spec() const {
  genmsg::TraceSpec spec;
  const auto pid = m_scope->currentData(PidRole).value<genmsg::Pid>();
  switch (Scope(m_scope->currentData().toInt())) {
    case Scope::Process: spec.pids = {pid}; break;
    case Scope::Subtree: spec.subtree = pid; break;
    case Scope::Class:
      spec.initial_call = genmsg::Atom::from_index(m_scope->currentData(InitialCallRole).toUInt());
      break;
  }
  spec.new_processes = m_newProcesses->isEnabled() && m_newProcesses->isChecked();
  spec.kinds = recordedKinds();
  if (const QString type = m_type->text().trimmed(); !type.isEmpty()) {
    spec.message_type = genmsg::Atom::intern(type.toStdString());
  }
  spec.limits.events = static_cast<std::uint64_t>(m_events->value());
  spec.limits.time = std::chrono::seconds(m_seconds->value());
  spec.limits.events_per_second = static_cast<std::uint32_t>(m_rate->value());
  return spec;
}

genmsg::TraceKinds TraceDialog::recordedKinds() const {
  genmsg::TraceKinds recorded = 0;
  for (const Kind& kind : m_kinds) {
    if (kind.record->isChecked()) recorded = static_cast<genmsg::TraceKinds>(recorded | kind.bits);
  }
  return recorded;
}

genmsg::TraceKinds TraceDialog::shownKinds() const {
  genmsg::TraceKinds shown = 0;
  for (const Kind& kind : m_kinds) {
    if (kind.show->isChecked()) shown = static_cast<genmsg::TraceKinds>(shown | kind.bits);
  }
  return shown;
}

double TraceDialog::messagesPerSecond() const { return m_scope->currentData(RateRole).toDouble(); }

QString TraceDialog::estimateText() const {
  const double rate = messagesPerSecond();
  if (rate < 0) return {};
  const QString text = tr("They handle about %1 messages a second now.").arg(models::formatRate(rate));
  if (rate > m_rate->value()) {
    return text + u' ' + tr("That is more than the limit: the trace would end within a second.");
  }
  if (rate * m_seconds->value() > m_events->value() && rate > 0) {
    return text + u' ' +
           tr("The trace would end after about %1.")
               .arg(models::formatTime(m_events->value() / rate * 1e9));
  }
  return text;
}

void TraceDialog::update() {
  if (m_estimate == nullptr || m_buttons == nullptr) return;
  const bool hasScope = m_scope->count() > 0;
  m_newProcesses->setEnabled(hasScope &&
                             Scope(m_scope->currentData().toInt()) != Scope::Process);
  const bool isUseful = hasScope && recordedKinds() != 0;
  m_buttons->button(QDialogButtonBox::Ok)->setEnabled(isUseful);
  if (!hasScope) {
    m_estimate->setText(tr("Choose a process first: on the Processes or the Tree page."));
  } else {
    m_estimate->setText(isUseful ? estimateText() : tr("Nothing would be recorded."));
  }
  const bool isTooMuch = isUseful && messagesPerSecond() > m_rate->value();
  QPalette colors = palette();
  if (isTooMuch || !isUseful) {
    colors.setColor(QPalette::WindowText, toneColor(colors, Tone::Warning));
  }
  m_estimate->setPalette(colors);
}

}  // namespace views
