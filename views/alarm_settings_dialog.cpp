// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/alarm_settings_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QGroupBox>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

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
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(setUpRules(), 3);
  layout->addWidget(setUpMuted(), 1);
  layout->addWidget(buttons);
  show(settings);
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
