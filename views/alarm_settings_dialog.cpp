// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/alarm_settings_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QVBoxLayout>

#include "models/alarm_file.h"
#include "views/theme.h"

namespace views {
namespace {

using models::AlarmId;
using models::AlarmInfo;
using models::AlarmSettings;

constexpr int idRole = Qt::UserRole;
constexpr int initialCallRole = Qt::UserRole + 1;

}  // namespace

AlarmSettingsDialog::AlarmSettingsDialog(const AlarmSettings& settings, QWidget* parent)
    : QDialog(parent) {
  setObjectName(QStringLiteral("alarmSettingsDialog"));
  setWindowTitle(tr("Alarms"));
  auto* buttons = new QDialogButtonBox(
      QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    emit chosen(this->settings());
    accept();
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
          [this] { show(AlarmSettings()); });
  setUpFiles(*buttons);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(setUpRules(), 3);
  layout->addWidget(setUpMuted(), 1);
  m_error = new QLabel(this);
  m_error->setObjectName(QStringLiteral("alarmFileError"));
  m_error->setTextFormat(Qt::PlainText);
  m_error->setWordWrap(true);
  m_error->hide();
  layout->addWidget(m_error);
  layout->addWidget(buttons);
  show(settings);
}

void AlarmSettingsDialog::setUpFiles(QDialogButtonBox& buttons) {
  const auto add = [&](const char* name, const QString& text, const QString& toolTip,
                       QFileDialog::AcceptMode mode, void (AlarmSettingsDialog::*then)(const QString&)) {
    QPushButton* button = buttons.addButton(text, QDialogButtonBox::ActionRole);
    button->setObjectName(QLatin1String(name));
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, mode, then, text] {
      auto* dialog = new QFileDialog(this, QString(text).remove(u'&'));
      dialog->setObjectName(QStringLiteral("alarmFileDialog"));
      dialog->setAttribute(Qt::WA_DeleteOnClose);
      dialog->setAcceptMode(mode);
      dialog->setNameFilters({tr("Alarm settings (*.json)")});
      dialog->setDefaultSuffix(QStringLiteral("json"));
      connect(dialog, &QFileDialog::fileSelected, this, then);
      dialog->open();
    });
  };
  add("exportAlarmsButton", tr("&Export…"), tr("Save what is set here to a file"),
      QFileDialog::AcceptSave, &AlarmSettingsDialog::exportTo);
  add("importAlarmsButton", tr("&Import…"), tr("Take what a file says; it counts with OK"),
      QFileDialog::AcceptOpen, &AlarmSettingsDialog::importFrom);
}

void AlarmSettingsDialog::exportTo(const QString& path) {
  QSaveFile file(path);
  const bool written = file.open(QIODevice::WriteOnly) &&
                       file.write(models::alarmSettingsToJson(settings())) >= 0 && file.commit();
  say(written ? QString() : tr("Cannot write %1: %2").arg(path, file.errorString()));
}

void AlarmSettingsDialog::importFrom(const QString& path) {
  constexpr qint64 mostBytes = 1 << 20;  // a longer one is something else
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return say(tr("Cannot read %1: %2").arg(path, file.errorString()));
  const auto read = models::alarmSettingsFromJson(file.read(mostBytes));
  if (!read) return say(tr("%1 has no alarm settings: %2").arg(path, read.error()));
  say({});
  show(*read);
}

void AlarmSettingsDialog::say(const QString& error) {
  QPalette label = palette();
  label.setColor(QPalette::WindowText, toneColor(label, Tone::Error));
  m_error->setPalette(label);
  m_error->setText(error);
  m_error->setVisible(!error.isEmpty());
}

QWidget* AlarmSettingsDialog::setUpRules() {
  auto* rules = new QWidget(this);
  auto* grid = new QGridLayout(rules);
  for (int i = 0; i < models::alarmIdCount; ++i) {
    const AlarmInfo info = models::alarmInfo(AlarmId(i));
    const auto at = static_cast<std::size_t>(i);
    auto* enabled = new QCheckBox(info.title, rules);
    enabled->setObjectName(info.id + QStringLiteral("-enabled"));
    enabled->setToolTip(models::alarmHelp(AlarmId(i)));
    auto* threshold = new QDoubleSpinBox(rules);
    threshold->setObjectName(info.id + QStringLiteral("-threshold"));
    threshold->setAccessibleName(tr("Threshold of %1").arg(info.title));
    threshold->setDecimals(info.least * info.scale < 1 ? 2 : 0);
    threshold->setRange(info.least * info.scale, info.most * info.scale);
    threshold->setSuffix(QChar::Space + info.unit);
    threshold->setGroupSeparatorShown(true);
    connect(enabled, &QCheckBox::toggled, threshold, &QWidget::setEnabled);
    grid->addWidget(enabled, i, 0);
    grid->addWidget(threshold, i, 1);
    m_enabled[at] = enabled;
    m_thresholds[at] = threshold;
  }
  auto* scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(rules);
  scroll->setMinimumWidth(rules->sizeHint().width() + fontMetrics().averageCharWidth() * 4);
  scroll->setAccessibleName(tr("Alarms and their thresholds"));
  return scroll;
}

QWidget* AlarmSettingsDialog::setUpMuted() {
  auto* box = new QGroupBox(tr("Muted"), this);
  m_muted = new QListWidget(box);
  m_muted->setObjectName(QStringLiteral("mutedAlarms"));
  m_muted->setAccessibleName(tr("Alarms that are muted for a class"));
  m_unmute = new QPushButton(tr("&Unmute"), box);
  m_unmute->setEnabled(false);
  connect(m_muted, &QListWidget::currentRowChanged, m_unmute,
          [this](int row) { m_unmute->setEnabled(row >= 0); });
  connect(m_unmute, &QPushButton::clicked, this, [this] { delete m_muted->currentItem(); });
  auto* layout = new QHBoxLayout(box);
  layout->addWidget(m_muted, 1);
  layout->addWidget(m_unmute, 0, Qt::AlignTop);
  return box;
}

void AlarmSettingsDialog::show(const AlarmSettings& settings) {
  for (int i = 0; i < models::alarmIdCount; ++i) {
    const auto at = static_cast<std::size_t>(i);
    m_enabled[at]->setChecked(settings.rules[at].enabled);
    m_thresholds[at]->setEnabled(settings.rules[at].enabled);
    m_thresholds[at]->setValue(settings.rules[at].threshold * models::alarmInfo(AlarmId(i)).scale);
  }
  m_muted->clear();
  for (const auto& [id, initialCall] : settings.muted) {
    auto* item = new QListWidgetItem(
        tr("%1 of %2").arg(models::alarmInfo(id).title, initialCall), m_muted);
    item->setData(idRole, static_cast<int>(id));
    item->setData(initialCallRole, initialCall);
  }
}

AlarmSettings AlarmSettingsDialog::settings() const {
  AlarmSettings settings;
  for (int i = 0; i < models::alarmIdCount; ++i) {
    const auto at = static_cast<std::size_t>(i);
    settings.rules[at] = {m_enabled[at]->isChecked(),
                          m_thresholds[at]->value() / models::alarmInfo(AlarmId(i)).scale};
  }
  for (int i = 0; i < m_muted->count(); ++i) {
    const QListWidgetItem* item = m_muted->item(i);
    settings.muted.insert(
        {AlarmId(item->data(idRole).toInt()), item->data(initialCallRole).toString()});
  }
  return settings;
}

}  // namespace views
